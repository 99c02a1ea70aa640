// Package interop drives the registry with the published polaris-go SDK, unmodified, as its users do: a provider in a
// process of its own registers and beats, a consumer picks and watches instances, an operator takes a host out of
// traffic, the server is restarted in between.
//
// The addresses of the registry come from CYNOSURE_GRPC and CYNOSURE_HTTP; interop/run.ts starts one and sets them.
package interop

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"
)

const (
	ttl     = 2 * time.Second
	service = "interop.pay"
	port    = 9001
	// The SDK asks for a service every 2 to 4 s.
	seenWithin = 15 * time.Second
	// A provider killed right after a beat is heard of last at that moment, one killed right before the next a ttl earlier.
	deadAtLeast = 2*ttl - 500*time.Millisecond
	deadAtMost  = 3*ttl + 2*time.Second
)

// Addresses are names only: nothing listens there and nobody calls them.
var hosts = []string{"127.0.0.11", "127.0.0.12"}

func TestMain(m *testing.M) {
	if os.Getenv(providerFlag) != "" {
		os.Exit(beProvider())
	}
	os.Exit(m.Run())
}

func TestAnIsolatedHostIsNotPickedUntilItIsLiftedAndADeadOneTurnsUnhealthy(t *testing.T) {
	registry := registryFromEnv(t)
	namespace := fmt.Sprintf("interop-%08x", rand.Uint32())
	providers := make(map[string]*provider)
	for _, host := range hosts {
		providers[host] = startProvider(t, registry, namespace, host)
	}
	picker := newPicker(t, registry, namespace)
	first, second := hosts[0], hosts[1]

	t.Log("both providers are picked")
	picker.eventually(t, first, second)
	watch := picker.watch(t)

	t.Log("the first one's host is isolated over HTTP")
	registry.isolate(t, namespace, first, true)
	picker.eventually(t, second)
	watch.eventually(t, "isolated", first)
	isolated := func() {
		t.Helper()
		if one := registry.instance(t, namespace, first); !one.Isolate || !one.Healthy {
			t.Fatalf("the isolated instance should be isolated and healthy (it beats on), but is %+v", one)
		}
	}
	isolated()

	t.Log("the server is restarted: what it knew it knows")
	registry.restart(t)
	isolated()
	picker.eventually(t, second)

	t.Log("and the host is lifted")
	registry.isolate(t, namespace, first, false)
	picker.eventually(t, first, second)
	watch.eventually(t, "in traffic", first)

	t.Log("its process is killed")
	providers[first].kill(t)
	killed := time.Now()
	registry.waitUntil(t, deadAtMost, "the killed provider is unhealthy", func() bool {
		return !registry.instance(t, namespace, first).Healthy
	})
	if took := time.Since(killed); took < deadAtLeast {
		t.Fatalf("it was called unhealthy after %v, before three beats were missed", took)
	}
	picker.eventually(t, second)
	watch.eventually(t, "unhealthy", first)
	if !registry.instance(t, namespace, second).Healthy {
		t.Fatal("the other provider beats and must be healthy")
	}

	t.Log("the other one leaves in an orderly way")
	providers[second].leave(t)
	registry.waitUntil(t, seenWithin, "the provider that left is gone from the list", func() bool {
		return len(registry.instances(t, namespace)) == 1
	})
	watch.eventually(t, "gone", second)
}
