package interop

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// providerFlag makes a start of this test program a provider instead.
const providerFlag = "INTEROP_PROVIDER"

// provider is a process that has registered itself and beats.
type provider struct {
	command *exec.Cmd
	input   io.Closer
}

// startProvider starts one and returns once it is registered.
func startProvider(t *testing.T, registry registry, namespace, host string) *provider {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(program)
	command.Env = append(os.Environ(), providerFlag+"=1", "PROVIDER_NAMESPACE="+namespace, "PROVIDER_HOST="+host,
		"PROVIDER_DIR="+t.TempDir(), "CYNOSURE_GRPC="+registry.grpc)
	command.Stderr = os.Stderr
	input, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	one := &provider{command, input}
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	registered := make(chan bool, 1)
	go func() {
		lines := bufio.NewScanner(output)
		for lines.Scan() {
			if strings.HasPrefix(lines.Text(), "registered ") {
				registered <- true
			}
		}
		close(registered)
	}()
	select {
	case did := <-registered:
		if !did {
			t.Fatalf("the provider on %s ended without registering", host)
		}
	case <-time.After(20 * time.Second):
		t.Fatalf("the provider on %s did not register within 20 s", host)
	}
	return one
}

// kill ends the process as a crash would: it neither deregisters nor beats again.
func (p *provider) kill(t *testing.T) {
	t.Helper()
	if err := p.command.Process.Kill(); err != nil {
		t.Fatal(err)
	}
}

// leave lets the process deregister and end.
func (p *provider) leave(t *testing.T) {
	t.Helper()
	if err := p.input.Close(); err != nil {
		t.Fatal(err)
	}
	if err := p.command.Wait(); err != nil {
		t.Fatalf("the provider could not leave: %v", err)
	}
}
