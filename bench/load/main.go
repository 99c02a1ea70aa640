// Command load measures a server that speaks the polaris protocol. See README.md.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"sort"
	"strconv"
	"strings"
)

// Opts are the flags shared by all workloads.
type Opts struct {
	HTTP, GRPC  string
	User, Pass  string
	ServerPID   int
	AlsoPIDs    []int
	Label       string
	NS, Prefix  string
	N, Per, TTL int
	Conns       int
	Outstanding int
	Rate        float64
	Warm, Dur   float64
	MaxS        float64
	Victims     int
	Services    int
	PollMs      int
	Form        string
	Runs        int
	StartCmd    string
	Dir         string
	Beating     bool
	Kill        bool
	BeatConns   int
	SettleS     float64
	Sink        bool
	SpreadS     float64
}

func (o *Opts) layout() *Layout {
	return &Layout{NS: o.NS, Prefix: o.Prefix, N: o.N, Per: o.Per, TTL: o.TTL}
}

var workloads = map[string]struct {
	help string
	run  func(*Opts) []*Result
}{}

func main() {
	if len(os.Args) < 2 || workloads[os.Args[1]].run == nil {
		var names []string
		for k, w := range workloads {
			names = append(names, fmt.Sprintf("  %-10s %s", k, w.help))
		}
		sort.Strings(names)
		fmt.Fprintf(os.Stderr, "usage: load <workload> [flags]\n%s\n", strings.Join(names, "\n"))
		os.Exit(2)
	}
	o := &Opts{}
	var also string
	f := flag.NewFlagSet(os.Args[1], flag.ExitOnError)
	f.StringVar(&o.HTTP, "http", "127.0.0.1:8090", "HTTP address")
	f.StringVar(&o.GRPC, "grpc", "127.0.0.1:8091", "gRPC address")
	f.StringVar(&o.User, "user", "polaris", "console user (empty: no login)")
	f.StringVar(&o.Pass, "pass", "polaris", "console password")
	f.IntVar(&o.ServerPID, "server-pid", 0, "server process, for CPU and memory (its children included)")
	f.StringVar(&also, "also-pid", "", "comma list of further processes (database), CPU reported apart")
	f.StringVar(&o.Label, "label", "", "copied into the result")
	f.StringVar(&o.NS, "ns", "load", "namespace")
	f.StringVar(&o.Prefix, "prefix", "svc", "service name prefix")
	f.IntVar(&o.N, "n", 1000, "instances")
	f.IntVar(&o.Per, "per", 100, "instances per service")
	f.IntVar(&o.TTL, "ttl", 5, "heartbeat TTL in seconds, 0 = no check")
	f.IntVar(&o.Conns, "conns", 64, "connections")
	f.IntVar(&o.Outstanding, "out", 1, "outstanding requests per connection")
	f.Float64Var(&o.Rate, "rate", 0, "open loop: operations per second (0: closed loop)")
	f.Float64Var(&o.Warm, "warm", 2, "warm-up seconds")
	f.Float64Var(&o.Dur, "dur", 8, "measured seconds")
	f.Float64Var(&o.MaxS, "max-s", 300, "give up after this many seconds")
	f.IntVar(&o.Victims, "victims", 1, "instances that stop beating")
	f.IntVar(&o.Services, "services", 1, "services that the host's instances are spread over")
	f.IntVar(&o.PollMs, "poll-ms", 100, "watcher poll interval")
	f.StringVar(&o.Form, "form", "both", "heartbeat names the instance by: id, tuple, both")
	f.IntVar(&o.Runs, "runs", 3, "repetitions inside the run")
	f.StringVar(&o.StartCmd, "start", "", "shell command that execs the server")
	f.StringVar(&o.Dir, "dir", ".", "fdatasync: directory of the file")
	f.BoolVar(&o.Beating, "beat", false, "keep all N instances beating meanwhile")
	f.BoolVar(&o.Kill, "kill9", false, "stop with SIGKILL instead of SIGTERM")
	f.IntVar(&o.BeatConns, "beat-conns", 4, "connections for background beats")
	f.Float64Var(&o.SettleS, "settle", 0, "seconds of beating before the beats stop (0: 3 TTL + 8)")
	f.Float64Var(&o.SpreadS, "spread", 60, "storm: seconds over which the registrations are spread")
	f.BoolVar(&o.Sink, "to-sink", false, "hit: the server is load sink, skip the checks that need a registry")
	f.Parse(os.Args[2:])
	for _, s := range strings.Split(also, ",") {
		if v, err := strconv.Atoi(s); err == nil {
			o.AlsoPIDs = append(o.AlsoPIDs, v)
		}
	}
	runtime.LockOSThread()
	bad := false
	for _, r := range workloads[os.Args[1]].run(o) {
		r.print()
		bad = bad || !r.Valid
	}
	if bad {
		os.Exit(1)
	}
}
