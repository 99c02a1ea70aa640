package interop

import (
	"slices"
	"testing"
	"time"

	polaris "github.com/polarismesh/polaris-go"
	"github.com/polarismesh/polaris-go/pkg/model"
)

// watch hears from the SDK what becomes of the instances of the service.
type watch struct {
	events <-chan model.SubScribeEvent
}

func (p *picker) watch(t *testing.T) *watch {
	t.Helper()
	request := &polaris.WatchServiceRequest{}
	request.Key = model.ServiceKey{Namespace: p.request.Namespace, Service: p.request.Service}
	answer, err := p.consumer.WatchService(request)
	if err != nil {
		t.Fatal(err)
	}
	return &watch{answer.EventChannel}
}

// eventually waits until the watch says that a host's instance has become what; what it says before is passed over.
func (w *watch) eventually(t *testing.T, what, host string) {
	t.Helper()
	late := time.After(seenWithin)
	for {
		select {
		case event := <-w.events:
			if said, is := event.(*model.InstanceEvent); is && slices.Contains(whatBecame(said, host), what) {
				return
			}
		case <-late:
			t.Fatalf("not within %v: the watch says that %s is %s", seenWithin, host, what)
		}
	}
}

func whatBecame(event *model.InstanceEvent, host string) []string {
	var found []string
	if event.UpdateEvent != nil {
		for _, one := range event.UpdateEvent.UpdateList {
			switch {
			case one.After.GetHost() != host:
			case one.After.IsIsolated():
				found = append(found, "isolated")
			case !one.After.IsHealthy():
				found = append(found, "unhealthy")
			default:
				found = append(found, "in traffic")
			}
		}
	}
	if event.DeleteEvent != nil {
		for _, one := range event.DeleteEvent.Instances {
			if one.GetHost() == host {
				found = append(found, "gone")
			}
		}
	}
	return found
}
