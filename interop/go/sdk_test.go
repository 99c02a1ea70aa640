package interop

import (
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	polaris "github.com/polarismesh/polaris-go"
	"github.com/polarismesh/polaris-go/api"
	"github.com/polarismesh/polaris-go/pkg/config"
)

// sdkConfig is the SDK's own default configuration, told where the registry is and where to put its files.
func sdkConfig(grpc, dir string) (config.Configuration, error) {
	if err := api.SetLoggersDir(dir + "/log"); err != nil {
		return nil, err
	}
	return config.LoadConfiguration(fmt.Appendf(nil, `
global:
  serverConnector:
    addresses: ["%s"]
  statReporter:
    enable: false
consumer:
  localCache:
    persistDir: %s/cache
    startUseFileCache: false
config:
  localCache:
    persistDir: %s/config
`, grpc, dir, dir))
}

// picker asks the SDK for one instance at a time, as a caller about to make a call does.
type picker struct {
	consumer polaris.ConsumerAPI
	request  polaris.GetOneInstanceRequest
}

func newPicker(t *testing.T, registry registry, namespace string) *picker {
	t.Helper()
	cfg, err := sdkConfig(registry.grpc, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	consumer, err := polaris.NewConsumerAPIByConfig(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(consumer.Destroy)
	one := &picker{consumer: consumer}
	one.request.Namespace = namespace
	one.request.Service = service
	return one
}

// picked tells which hosts a hundred picks in a row come to.
func (p *picker) picked(t *testing.T) []string {
	t.Helper()
	var found []string
	for range 100 {
		answer, err := p.consumer.GetOneInstance(&p.request)
		if err != nil {
			t.Logf("GetOneInstance: %v", err)
			return nil
		}
		host := answer.GetInstance().GetHost()
		if !slices.Contains(found, host) {
			found = append(found, host)
		}
	}
	slices.Sort(found)
	return found
}

// eventually waits until exactly these hosts are picked.
func (p *picker) eventually(t *testing.T, want ...string) {
	t.Helper()
	var found []string
	for deadline := time.Now().Add(seenWithin); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if found = p.picked(t); slices.Equal(found, want) {
			return
		}
	}
	t.Fatalf("expected %v to be picked within %v, but it is %v", want, seenWithin, found)
}

// beProvider is the whole life of a provider process: it registers, lets the SDK beat (RegisterInstance does, Register does not), and leaves when its input ends.
func beProvider() int {
	fail := func(err error) int {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	cfg, err := sdkConfig(os.Getenv("CYNOSURE_GRPC"), os.Getenv("PROVIDER_DIR"))
	if err != nil {
		return fail(err)
	}
	provider, err := polaris.NewProviderAPIByConfig(cfg)
	if err != nil {
		return fail(err)
	}
	defer provider.Destroy()
	request := &polaris.InstanceRegisterRequest{}
	request.Namespace = os.Getenv("PROVIDER_NAMESPACE")
	request.Service = service
	request.Host = os.Getenv("PROVIDER_HOST")
	request.Port = port
	request.SetTTL(int(ttl / time.Second))
	answer, err := provider.RegisterInstance(request)
	if err != nil {
		return fail(err)
	}
	fmt.Println("registered", answer.InstanceID)

	// Nothing is ever sent: the read ends when the test closes the pipe, or is gone.
	_, _ = os.Stdin.Read(make([]byte, 1))
	leave := &polaris.InstanceDeRegisterRequest{}
	leave.Namespace, leave.Service, leave.Host, leave.Port = request.Namespace, service, request.Host, port
	if err := provider.Deregister(leave); err != nil {
		return fail(err)
	}
	return 0
}
