package interop

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"testing"
	"time"
)

// registry is the server under test, as an operator's script sees it: over HTTP.
type registry struct {
	grpc  string
	http  string
	token string
}

type instance struct {
	Host    string `json:"host"`
	Healthy bool   `json:"healthy"`
	Isolate bool   `json:"isolate"`
}

func registryFromEnv(t *testing.T) registry {
	t.Helper()
	one := registry{grpc: os.Getenv("CYNOSURE_GRPC"), http: os.Getenv("CYNOSURE_HTTP")}
	if one.grpc == "" || one.http == "" {
		t.Fatal("CYNOSURE_GRPC (host:port) and CYNOSURE_HTTP (URL) must say where the registry listens; \"npm run interop\" does")
	}
	var answer struct {
		LoginResponse struct{ Token string }
	}
	one.call(t, http.MethodPost, "/core/v1/user/login",
		map[string]string{"name": os.Getenv("CYNOSURE_ADMIN_USER"), "password": os.Getenv("CYNOSURE_ADMIN_PASSWORD")}, &answer)
	if answer.LoginResponse.Token == "" {
		t.Fatal("the login gave no token")
	}
	one.token = answer.LoginResponse.Token
	return one
}

// isolate takes a host out of the service's traffic, or puts it back.
func (r registry) isolate(t *testing.T, namespace, host string, isolate bool) {
	t.Helper()
	var answer struct{ Code int }
	body := []map[string]any{{"namespace": namespace, "service": service, "host": host, "isolate": isolate}}
	r.call(t, http.MethodPut, "/naming/v1/instances/isolate/host", body, &answer)
	if answer.Code != 200000 {
		t.Fatalf("isolate=%v of %s was answered with %d", isolate, host, answer.Code)
	}
}

// restart has the server stopped and started again on the same data and ports.
func (r registry) restart(t *testing.T) {
	t.Helper()
	reply, err := http.Post(os.Getenv("CYNOSURE_RESTART"), "text/plain", nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = reply.Body.Close()
	if reply.StatusCode != http.StatusNoContent {
		t.Fatalf("the restart was answered with HTTP %d", reply.StatusCode)
	}
}

func (r registry) instances(t *testing.T, namespace string) []instance {
	t.Helper()
	var answer struct {
		Code      int
		Instances []instance
	}
	query := url.Values{"namespace": {namespace}, "service": {service}}
	r.call(t, http.MethodGet, "/naming/v1/instances?"+query.Encode(), nil, &answer)
	if answer.Code != 200000 {
		t.Fatalf("the list of instances was answered with %d", answer.Code)
	}
	return answer.Instances
}

func (r registry) instance(t *testing.T, namespace, host string) instance {
	t.Helper()
	for _, one := range r.instances(t, namespace) {
		if one.Host == host {
			return one
		}
	}
	t.Fatalf("no instance on %s is listed", host)
	return instance{}
}

func (r registry) waitUntil(t *testing.T, within time.Duration, what string, fits func() bool) {
	t.Helper()
	for deadline := time.Now().Add(within); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if fits() {
			return
		}
	}
	t.Fatalf("not within %v: %s", within, what)
}

func (r registry) call(t *testing.T, method, path string, body, answer any) {
	t.Helper()
	var sent bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&sent).Encode(body); err != nil {
			t.Fatal(err)
		}
	}
	request, err := http.NewRequestWithContext(t.Context(), method, r.http+path, &sent)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Polaris-Token", r.token)
	reply, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	if err := json.NewDecoder(reply.Body).Decode(answer); err != nil {
		t.Fatalf("%s %s: HTTP %d: %v", method, path, reply.StatusCode, err)
	}
}
