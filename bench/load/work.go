package main

import (
	"fmt"
	"math/rand"
	"net/url"
	"os"
	"os/exec"
	"sort"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

func init() {
	add := func(name, help string, f func(*Opts) []*Result) {
		workloads[name] = struct {
			help string
			run  func(*Opts) []*Result
		}{help, f}
	}
	one := func(f func(*Opts) *Result) func(*Opts) []*Result {
		return func(o *Opts) []*Result { return []*Result{f(o)} }
	}
	add("register", "register N instances once each (run twice: re-register)", one(register))
	add("beat", "unary heartbeats of N registered instances", one(beat))
	add("batch", "BatchHeartbeat stream, 100 beats per message", one(batch))
	add("hit", "Discover with the current revision, service 0 of the layout", one(hit))
	add("full", "Discover with no revision, service 0 of the layout", one(full))
	add("changed", "change one instance, wait for it in Discover", one(changed))
	add("flip", "stop the beats of --victims instances among N beating, then resume", flip)
	add("isolate", "isolate a host of N instances over --services services, then lift it", isolate)
	add("list", "console lists at N instances (--conns parallel callers)", list)
	add("restart", "stop and start the server, time to first and to all correct answers", restart)
	add("rss", "resident memory with N instances", rss)
	add("storm", "N instances register, beat and discover within --spread seconds", storm)
	add("verify", "gate: all N are in Discover by id, and a question with the revision answers that nothing changed", one(verify))
}

func register(o *Opts) *Result {
	l := o.layout()
	if con, err := o.console(); err != nil {
		return startMeter(o).finish("register").void(err.Error())
	} else if err = con.createServices(l); err != nil {
		return startMeter(o).finish("register").void(err.Error())
	}
	if o.Warm > 0 { // let the server's cache see the new services
		time.Sleep(time.Duration(o.Warm * 1e9))
	}
	bodies, ids := make([][]byte, o.N), make([]string, o.N)
	for i := range bodies {
		in := l.Inst(i)
		bodies[i], ids[i] = in.RegisterBody(), in.ID()
	}
	return o.unary("register", pathRegister, int64(o.N), []uint32{200000},
		func(i int64) []byte { return bodies[i] },
		func(i int64, m []byte) uint32 {
			r := parseReply(m, true)
			if !r.OK || (r.Code == 200000 && string(r.ID) != ids[i]) {
				return 1
			}
			return r.Code
		})
}

func beat(o *Opts) *Result {
	l := o.layout()
	bodies := make([][]byte, o.N)
	for i := range bodies {
		bodies[i] = l.Inst(i).BeatBody(o.Form)
	}
	return o.unary("beat", pathBeat, 0, []uint32{200000},
		func(i int64) []byte { return bodies[i%int64(len(bodies))] },
		func(i int64, m []byte) uint32 { return parseReply(m, false).Code })
}

func batchBodies(l *Layout) [][]byte {
	var out [][]byte
	for i := 0; i < l.N; i += 100 {
		var ins []*Inst
		for k := i; k < i+100 && k < l.N; k++ {
			ins = append(ins, l.Inst(k))
		}
		out = append(out, BatchBeatBody(ins))
	}
	return out
}

func batch(o *Opts) *Result {
	b := batchBodies(o.layout())
	return o.streams("batch", pathBatch, 100, []uint32{0},
		func(i int64) []byte { return b[i%int64(len(b))] },
		func(i int64, m []byte) uint32 { return uint32(len(m)) })
}

// settle asks until the service shows size instances under a revision that stays for two seconds.
func (o *Opts) settle(ns, svc string, size int) (string, error) {
	e := NewEngine()
	p, err := o.peer(e)
	if err != nil {
		return "", err
	}
	defer p.c.Close()
	rev, same := "", 0
	for k := 0; k < 150; k++ {
		d, ok := p.Get(ns, svc, "", nil)
		if !ok {
			return "", fmt.Errorf("no discover reply")
		}
		if d.Count == size && d.Revision == rev {
			if same++; same >= 5 {
				return rev, nil
			}
		} else {
			same = 0
		}
		rev = d.Revision
		time.Sleep(400 * time.Millisecond)
	}
	return "", fmt.Errorf("service %s never settled at %d instances", svc, size)
}

func hit(o *Opts) *Result {
	l := o.layout()
	rev, err := "0123456789012345678901234567890123456789", error(nil)
	if !o.Sink {
		rev, err = o.settle(l.NS, l.SvcName(0), l.SizeOf(0))
	}
	if err != nil {
		return startMeter(o).finish("hit").void(err.Error())
	}
	b := DiscoverBody(l.NS, l.SvcName(0), rev)
	r := o.streams("hit", pathDiscover, 1, []uint32{200001},
		func(i int64) []byte { return b },
		func(i int64, m []byte) uint32 {
			d := parseDisc(m, false, nil)
			if !d.OK || d.Type != 1 || d.Count != 0 {
				return 1
			}
			return d.Code
		})
	r.Extra["service_size"] = float64(l.SizeOf(0))
	return r
}

func full(o *Opts) *Result {
	l := o.layout()
	size := l.SizeOf(0)
	if _, err := o.settle(l.NS, l.SvcName(0), size); err != nil {
		return startMeter(o).finish("full").void(err.Error())
	}
	b := DiscoverBody(l.NS, l.SvcName(0), "")
	r := o.streams("full", pathDiscover, 1, []uint32{200000},
		func(i int64) []byte { return b },
		func(i int64, m []byte) uint32 {
			d := parseDisc(m, false, nil)
			if !d.OK || d.Type != 1 || d.Count != size {
				return 1
			}
			return d.Code
		})
	r.Extra["service_size"] = float64(size)
	return r
}

// changed re-registers instance 0 with another weight and polls with the last revision until it shows.
func changed(o *Opts) *Result {
	l := o.layout()
	size := l.SizeOf(0)
	rev, err := o.settle(l.NS, l.SvcName(0), size)
	if err != nil {
		return startMeter(o).finish("changed").void(err.Error())
	}
	e := NewEngine()
	p, err := o.peer(e)
	if err != nil {
		return startMeter(o).finish("changed").void(err.Error())
	}
	m := startMeter(o)
	ack, ask := newHist(), newHist()
	in := l.Inst(0)
	for k := 0; k < o.Runs; k++ {
		in.Weight = 1 + (int(time.Now().Unix())+k)%900
		got := false
		t0 := e.tick()
		var code uint32
		p.c.Call(pathRegister, in.RegisterBody(), func(_ *Stream, b []byte) { code = parseReply(b, false).Code }, func(_ *Stream, st int) { got = true })
		e.Run(func() bool { return got }, e.now+30e9)
		t1 := e.tick()
		ack.RecordValue(t1 - t0)
		for try := 0; ; try++ {
			a := e.tick()
			seen := false
			d, ok := p.Get(l.NS, l.SvcName(0), rev, func(b []byte) {
				if _, _, _, w := instState(b); w == uint64(in.Weight) {
					seen = true
				}
			})
			b := e.tick()
			if !ok || b-t1 > 60e9 {
				return m.finish("changed").void("change not seen within 60 s")
			}
			if d.Code == 200000 {
				rev = d.Revision
				if d.Count != size {
					code = 1
				}
			}
			if seen {
				ask.RecordValue(b - a)
				m.rec(b-t1, code, 1)
				break
			}
			e.Run(func() bool { return false }, e.tick()+int64(o.PollMs)*1e6)
		}
		// changes must not fall into step with the server's own period
		e.Run(func() bool { return false }, e.tick()+int64(2300+k*137%1000)*1e6)
	}
	r := m.finish("changed", 200000).errs(e)
	r.Extra["ack_p50_ms"], r.Extra["ack_max_ms"] = ms(ack.ValueAtQuantile(50)), ms(ack.Max())
	r.Extra["answer_p50_ms"], r.Extra["answer_max_ms"] = ms(ask.ValueAtQuantile(50)), ms(ask.Max())
	r.Extra["service_size"] = float64(size)
	return r
}

// startBeats keeps a layout alive: groups of up to 100 instances, each once per TTL, over BatchHeartbeat.
func (o *Opts) startBeats(e *Engine, l *Layout) error {
	bodies := batchBodies(l)
	cs, err := e.DialN(o.GRPC, min(o.BeatConns, max(1, len(bodies))))
	if err != nil {
		return err
	}
	ss := make([]*Stream, len(cs))
	for k, c := range cs {
		ss[k] = c.Open(pathBatch, func(*Stream, []byte) {}, func(_ *Stream, st int) { e.fail(fmt.Sprintf("beat stream ended %d", st)) })
	}
	period := time.Duration(l.TTL) * time.Second
	for g := range bodies {
		g := g
		e.After(int64(period)*int64(g)/int64(len(bodies)), func() {
			e.Every(period, func() bool { ss[g%len(ss)].Send(bodies[g], false); return true })
		})
	}
	return nil
}

// flip: one service of its own holds the victims and ten bystanders; N other instances beat along.
func flip(o *Opts) []*Result {
	bg := o.layout()
	vl := &Layout{NS: o.NS, Prefix: fmt.Sprintf("%s-v%d", o.Prefix, o.Victims), N: o.Victims + 10, Per: o.Victims + 10, TTL: o.TTL}
	fail := func(why string) []*Result { return []*Result{startMeter(o).finish("flip").void(why)} }
	con, err := o.console()
	if err != nil {
		return fail(err.Error())
	}
	if err = con.createServices(vl); err != nil {
		return fail(err.Error())
	}
	time.Sleep(2 * time.Second)
	e := NewEngine()
	p, err := o.peer(e)
	if err != nil {
		return fail(err.Error())
	}
	m := startMeter(o)
	if err = o.startBeats(e, bg); err != nil {
		return fail(err.Error())
	}
	last := make([]int64, vl.N) // time of the last beat sent
	silent := false
	bs, err := e.Dial(o.GRPC)
	if err != nil {
		return fail(err.Error())
	}
	bst := bs.Open(pathBatch, func(*Stream, []byte) {}, nil)
	beatFrom := func(a, z int) {
		for i := a; i < z; i += 100 {
			var ins []*Inst
			for k := i; k < i+100 && k < z; k++ {
				ins = append(ins, vl.Inst(k))
				last[k] = e.now
			}
			bst.Send(BatchBeatBody(ins), false)
		}
	}
	// Register in one-second portions over 3 TTL, so that beats and checks meet in every phase; each portion
	// beats on from its own registration. The last portion holds the bystanders as well.
	ttl := time.Duration(o.TTL) * time.Second
	portions := min(3*o.TTL, max(1, o.Victims/30))
	left := vl.N
	for k := 0; k < portions; k++ {
		a, z := o.Victims*k/portions, o.Victims*(k+1)/portions
		e.After(int64(k)*1e9, func() {
			end := z
			if z == o.Victims {
				end = vl.N
			}
			open := end - a
			for i := a; i < end; i++ {
				p.c.Call(pathRegister, vl.Inst(i).RegisterBody(), func(s *Stream, b []byte) {
					if c := parseReply(b, false).Code; c != 200000 {
						e.fail(fmt.Sprintf("register %d", c))
					}
				}, func(*Stream, int) {
					left--
					if open--; open == 0 {
						e.Every(ttl, func() bool {
							if !silent {
								beatFrom(a, z)
							}
							beatFrom(z, end)
							return true
						})
					}
				})
			}
		})
	}
	if !e.Run(func() bool { return left == 0 }, e.tick()+int64(portions)*1e9+60e9) {
		return fail("victims not registered in 60 s")
	}
	// watcher
	idx := map[string]int{}
	for i := 0; i < vl.N; i++ {
		idx[vl.Inst(i).ID()] = i
	}
	state := make([]bool, vl.N)
	at := make([]int64, vl.N)
	know := false
	rev := ""
	falseFlips := 0
	e.Every(time.Duration(o.PollMs)*time.Millisecond, func() bool {
		if p.c.dead {
			return false
		}
		p.Ask(DiscoverBody(o.NS, vl.SvcName(0), rev), func(b []byte) {
			e.tick()
			n := 0
			d := parseDisc(b, true, func(x []byte) {
				id, h, _, _ := instState(x)
				if i, ok := idx[id]; ok {
					n++
					if know && state[i] != h {
						at[i] = e.now
						if i >= o.Victims && !h {
							falseFlips++
						}
					}
					state[i] = h
				}
			})
			if d.Code == 200000 {
				rev = d.Revision
				know = know || n == vl.N
			}
		})
		return true
	})
	settleS := o.SettleS
	if settleS == 0 {
		settleS = float64(3*o.TTL + 8)
	}
	e.Run(func() bool { return false }, e.tick()+int64(settleS*1e9))
	healthy := 0
	for i := 0; i < o.Victims; i++ {
		if state[i] {
			healthy++
		}
	}
	if !know || healthy != o.Victims {
		return fail(fmt.Sprintf("%d of %d victims healthy before the test", healthy, o.Victims))
	}
	// a random phase against beats and checks
	e.Run(func() bool { return false }, e.tick()+rand.Int63n(3*int64(ttl)))
	clear(at)
	silent = true
	stopAt := make([]int64, vl.N)
	copy(stopAt, last)
	down := func() int {
		n := 0
		for i := 0; i < o.Victims; i++ {
			if !state[i] {
				n++
			}
		}
		return n
	}
	limit := e.tick() + int64(float64(3*ttl)+o.MaxS*1e9)
	fin := e.Run(func() bool { return down() == o.Victims }, limit)
	exc := newHist()
	var neg, sum int64
	first, lastSeen := int64(1<<62), int64(0)
	for i := 0; i < o.Victims; i++ {
		if state[i] {
			continue
		}
		x := at[i] - stopAt[i] - 3*int64(ttl)
		if x < 0 {
			neg++
		}
		sum += x
		exc.RecordValue(max(x, 1000))
		first, lastSeen = min(first, x), max(lastSeen, x)
		m.ops++
	}
	m.h = exc
	m.codes[200000] = m.ops
	r1 := m.finish("flip-detect", 200000).errs(e)
	r1.Finished = fin
	r1.Extra["victims"], r1.Extra["ttl"] = float64(o.Victims), float64(o.TTL)
	r1.Extra["excess_first_ms"], r1.Extra["excess_last_ms"] = ms(first), ms(lastSeen)
	r1.Extra["excess_mean_ms"] = ms(sum / max(m.ops, 1))
	r1.Extra["seen_before_3ttl"] = float64(neg)
	r1.Extra["bystander_flips"] = float64(falseFlips)
	if !fin {
		return []*Result{r1.void(fmt.Sprintf("only %d of %d seen unhealthy", m.ops, o.Victims))}
	}
	// heal
	m2 := startMeter(o)
	clear(at)
	silent = false
	h0 := e.tick()
	beatFrom(0, o.Victims)
	fin = e.Run(func() bool { return down() == 0 }, e.tick()+int64(o.MaxS*1e9))
	for i := 0; i < o.Victims; i++ {
		if at[i] > 0 && state[i] {
			m2.rec(at[i]-h0, 200000, 1)
		}
	}
	r2 := m2.finish("flip-heal", 200000).errs(e)
	r2.Finished = fin
	r2.Extra["victims"], r2.Extra["ttl"], r2.Extra["bystander_flips"] = float64(o.Victims), float64(o.TTL), float64(falseFlips)
	// take the victims away again, so that they do not rot in the registry
	left = vl.N
	for i := 0; i < vl.N; i++ {
		p.c.Call("/v1.PolarisGRPC/DeregisterInstance", vl.Inst(i).BeatBody("tuple"), func(*Stream, []byte) {}, func(*Stream, int) { left-- })
		if i%64 == 63 {
			e.Run(func() bool { return vl.N-left > i-48 }, e.tick()+60e9)
		}
	}
	e.Run(func() bool { return left == 0 }, e.tick()+60e9)
	return []*Result{r1, r2}
}

// isolate works on a host of its own, N instances over --services services, beside what is registered already.
func isolate(o *Opts) []*Result {
	fail := func(why string) []*Result { return []*Result{startMeter(o).finish("isolate").void(why)} }
	host := fmt.Sprintf("192.168.%d.%d", o.N/256%256, o.Services)
	per := o.N / o.Services
	prefix := fmt.Sprintf("%s-h%d-%d", o.Prefix, o.N, o.Services)
	l := &Layout{NS: o.NS, Prefix: prefix, N: o.Services, Per: 1}
	con, err := o.console()
	if err != nil {
		return fail(err.Error())
	}
	if err = con.createServices(l); err != nil {
		return fail(err.Error())
	}
	time.Sleep(2 * time.Second)
	e := NewEngine()
	p, err := o.peer(e)
	if err != nil {
		return fail(err.Error())
	}
	left := o.N
	for i := 0; i < o.N; i++ {
		in := &Inst{NS: o.NS, Svc: l.SvcName(i / per), Host: host, Port: 1000 + i%per, Num: i, Weight: 100}
		p.c.Call(pathRegister, in.RegisterBody(), func(s *Stream, b []byte) {
			if c := parseReply(b, false).Code; c != 200000 {
				e.fail(fmt.Sprintf("register %d", c))
			}
		}, func(*Stream, int) { left-- })
		if i%64 == 63 {
			e.Run(func() bool { return o.N-left > i-48 }, e.tick()+60e9)
		}
	}
	if !e.Run(func() bool { return left == 0 }, e.tick()+120e9) {
		return fail("host not registered in 120 s")
	}
	for s := 0; s < o.Services; s++ {
		if s == 0 || s == o.Services-1 {
			if _, err := o.settle(o.NS, l.SvcName(s), per); err != nil {
				return fail(err.Error())
			}
		}
	}
	// watchers: one stream, all services
	revs, iso := make([]string, o.Services), make([]int, o.Services)
	e.Every(time.Duration(o.PollMs)*time.Millisecond, func() bool {
		if len(p.q) > 2*o.Services {
			return true // behind: skip a round
		}
		for s := 0; s < o.Services; s++ {
			s := s
			p.Ask(DiscoverBody(o.NS, l.SvcName(s), revs[s]), func(b []byte) {
				n := 0
				d := parseDisc(b, true, func(x []byte) {
					if _, _, i, _ := instState(x); i {
						n++
					}
				})
				if d.Code == 200000 {
					revs[s], iso[s] = d.Revision, n
				}
			})
		}
		return true
	})
	total := func() (n int) {
		for _, x := range iso {
			n += x
		}
		return
	}
	e.Run(func() bool { return false }, e.tick()+1500e6)
	mAck, mDisc, mList := startMeter(o), startMeter(o), startMeter(o)
	partial, finished, lastCode := 0.0, true, int64(0)
	for k := 0; k < 2*o.Runs && finished; k++ {
		on := k%2 == 0
		want := 0
		if on {
			want = o.N
		}
		var body []map[string]any
		for s := 0; s < o.Services; s++ {
			body = append(body, map[string]any{"service": l.SvcName(s), "namespace": o.NS, "host": host, "isolate": on})
		}
		var ackAt, listAt, code atomic.Int64
		t0 := e.tick()
		go func() {
			for i := 0; i < len(body); i += 100 {
				r, _, err := con.do("PUT", "/naming/v1/instances/isolate/host", body[i:min(i+100, len(body))])
				if err != nil || r.Code != 200000 {
					if r != nil {
						code.Store(int64(r.Code))
					} else {
						code.Store(2)
					}
				}
			}
			if code.Load() == 0 {
				code.Store(200000)
			}
			ackAt.Store(int64(time.Since(e.base)))
			if on { // a console query may refresh the server's cache: watch Discover alone in this direction
				return
			}
			q := fmt.Sprintf("/naming/v1/instances?host=%s&namespace=%s&isolate=%v&limit=1", host, o.NS, on)
			for end := time.Now().Add(60 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
				if r, _, err := con.do("GET", q, nil); err == nil && r.Amount == o.N {
					listAt.Store(int64(time.Since(e.base)))
					return
				}
			}
			listAt.Store(-1)
		}()
		discAt, firstAt := int64(0), int64(0)
		before := total()
		finished = e.Run(func() bool {
			if discAt == 0 {
				if t := total(); t == want {
					discAt = e.now
				} else if t != before && firstAt == 0 {
					firstAt = e.now
				}
			}
			return discAt != 0 && ackAt.Load() != 0 && (on || listAt.Load() != 0)
		}, e.tick()+int64(o.MaxS*1e9))
		lastCode = code.Load()
		if !finished {
			break
		}
		if firstAt != 0 && ms(discAt-firstAt) > partial {
			partial = ms(discAt - firstAt)
		}
		c := uint32(code.Load())
		mAck.rec(ackAt.Load()-t0, c, 1)
		if on {
			mDisc.rec(discAt-t0, c, 1)
		} else if la := listAt.Load(); la > 0 {
			mList.rec(la-t0, c, 1)
		} else {
			mList.rec(60e9, 3, 1)
		}
		e.Run(func() bool { return false }, e.tick()+int64(1300+k*171%1000)*1e6)
	}
	var out []*Result
	fullSeen := 0 // what a client without a revision is told
	if !finished {
		for s := 0; s < o.Services; s++ {
			p.Get(o.NS, l.SvcName(s), "", func(x []byte) {
				if _, _, i, _ := instState(x); i {
					fullSeen++
				}
			})
		}
	}
	for i, m := range []*Meter{mAck, mDisc, mList} {
		r := m.finish("isolate-"+[]string{"ack", "discover", "list"}[i], 200000).errs(e)
		r.Finished = finished
		r.Extra["services"] = float64(o.Services)
		if !finished {
			r.Extra["isolated_seen_at_end"] = float64(total())
			r.Extra["isolated_full_discover"] = float64(fullSeen)
			r.Extra["last_ack_code"] = float64(lastCode)
			r.void("a change did not become visible")
		}
		if i == 1 {
			r.Extra["half_done_visible_ms"] = partial
		}
		out = append(out, r)
	}
	left = o.N
	for i := 0; i < o.N; i++ {
		in := &Inst{NS: o.NS, Svc: l.SvcName(i / per), Host: host, Port: 1000 + i%per}
		p.c.Call("/v1.PolarisGRPC/DeregisterInstance", in.BeatBody("tuple"), func(*Stream, []byte) {}, func(*Stream, int) { left-- })
		if i%64 == 63 {
			e.Run(func() bool { return o.N-left > i-48 }, e.tick()+60e9)
		}
	}
	e.Run(func() bool { return left == 0 }, e.tick()+120e9)
	return out
}

// list asks for each kind of page; every reply's amount and size are checked.
func list(o *Opts) []*Result {
	l := o.layout()
	in := l.Inst(o.N / 2)
	ns := url.QueryEscape(o.NS)
	svcPat := url.QueryEscape(o.Prefix + "-*")
	kinds := []struct {
		name, q      string
		amount, size int
	}{
		{"first", "namespace=" + ns + "&service=" + svcPat + "&offset=0&limit=10", o.N, min(10, o.N)},
		{"service", "namespace=" + ns + "&service=" + in.Svc + "&offset=0&limit=10", l.SizeOf(o.N / 2 / l.Per), min(10, l.SizeOf(o.N/2/l.Per))},
		{"host", "host=" + in.Host + "&namespace=" + ns + "&service=" + svcPat + "&offset=0&limit=10", 1, 1},
		{"label", "keys=build&values=b" + strconv.Itoa(in.Num) + "&namespace=" + ns + "&service=" + svcPat + "&offset=0&limit=10", 1, 1},
		{"deep", "namespace=" + ns + "&service=" + svcPat + "&offset=" + strconv.Itoa(max(0, o.N-10)) + "&limit=10", o.N, min(10, o.N)},
	}
	con, err := o.console()
	if err != nil {
		return []*Result{startMeter(o).finish("list").void(err.Error())}
	}
	e := NewEngine()
	if o.Beating {
		if err = o.startBeats(e, l); err != nil {
			return []*Result{startMeter(o).finish("list").void(err.Error())}
		}
	}
	var out []*Result
	for _, k := range kinds {
		m := startMeter(o)
		type rec struct {
			ns   int64
			code uint32
		}
		ch := make(chan rec, 65536)
		var quit atomic.Bool
		var live atomic.Int64
		bytes := atomic.Int64{}
		for w := 0; w < o.Conns; w++ {
			live.Add(1)
			go func() {
				defer live.Add(-1)
				for !quit.Load() {
					t := time.Now()
					r, n, err := con.do("GET", "/naming/v1/instances?"+k.q, nil)
					c := uint32(2)
					if err == nil {
						c = uint32(r.Code)
						if c == 200000 && (r.Amount != k.amount || r.Size != k.size || len(r.Instances) != k.size) {
							c = 1
						}
						bytes.Store(int64(n))
					}
					ch <- rec{int64(time.Since(t)), c}
				}
			}()
		}
		e.Run(func() bool { return false }, e.tick()+int64(o.Dur*1e9))
		quit.Store(true)
		e.Run(func() bool { return live.Load() == 0 }, e.tick()+120e9)
		for len(ch) > 0 {
			x := <-ch
			m.rec(x.ns, x.code, 1)
		}
		r := m.finish("list-"+k.name, 200000).errs(e)
		r.Extra["reply_bytes"] = float64(bytes.Load())
		out = append(out, r)
	}
	return out
}

// verify is the gate before every figure: nothing acknowledged may be missing, asked with and without a revision.
func verify(o *Opts) *Result {
	l := o.layout()
	e := NewEngine()
	p, err := o.peer(e)
	m := startMeter(o)
	if err != nil {
		return m.finish("verify").void(err.Error())
	}
	defer p.c.Close()
	missing := 0
	for s := 0; s < l.Services(); s++ {
		want := map[string]bool{}
		for i := s * l.Per; i < min(o.N, (s+1)*l.Per); i++ {
			want[l.Inst(i).ID()] = true
		}
		t := e.tick()
		d, ok := p.Get(l.NS, l.SvcName(s), "", func(b []byte) {
			id, _, _, _ := instState(b)
			delete(want, id)
		})
		m.rec(e.tick()-t, d.Code, 1)
		missing += len(want)
		again, ok2 := p.Get(l.NS, l.SvcName(s), d.Revision, nil)
		if !ok || !ok2 || again.Code != 200001 || d.Count != l.SizeOf(s) {
			return m.finish("verify").void(fmt.Sprintf("service %s: %d instances of %d, then code %d", l.SvcName(s), d.Count, l.SizeOf(s), again.Code))
		}
	}
	r := m.finish("verify", 200000).errs(e)
	r.Extra["missing"] = float64(missing)
	if missing > 0 {
		r.void(fmt.Sprintf("%d acknowledged instances are not in Discover", missing))
	}
	return r
}

func alive(pid int) bool {
	f := statOf(pid)
	return f != nil && f[0] != "Z"
}

// restart measures from exec to the first correct answer, to the first accepted beat, to all N correct.
func restart(o *Opts) []*Result {
	l := o.layout()
	m := startMeter(o)
	var stops, beats, alls []float64
	peak := 0.0
	for k := 0; k < o.Runs; k++ {
		sig := syscall.SIGTERM
		if o.Kill {
			sig = syscall.SIGKILL
		}
		t := time.Now()
		syscall.Kill(o.ServerPID, sig)
		for alive(o.ServerPID) {
			time.Sleep(2 * time.Millisecond)
			if time.Since(t) > 60*time.Second {
				return []*Result{m.finish("restart").void("server did not stop in 60 s")}
			}
		}
		stops = append(stops, time.Since(t).Seconds()*1000)
		cmd := exec.Command("sh", "-c", o.StartCmd)
		// It ends with us, however that comes.
		cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
		t0 := time.Now()
		if err := cmd.Start(); err != nil {
			return []*Result{m.finish("restart").void(err.Error())}
		}
		o.ServerPID = cmd.Process.Pid
		go cmd.Wait()
		var e *Engine
		var p *Peer
		limit := time.Duration(o.MaxS * float64(time.Second))
		for {
			if time.Since(t0) > limit {
				return []*Result{m.finish("restart").void("port not open")}
			}
			var err error
			e = NewEngine()
			if p, err = o.peer(e); err == nil {
				d, ok := p.Get(l.NS, l.SvcName(0), "", nil)
				if ok && d.Code == 200000 && d.Count == l.SizeOf(0) {
					break
				}
				p.c.Close()
			}
			syscall.Close(e.ep)
			time.Sleep(5 * time.Millisecond)
		}
		m.rec(int64(time.Since(t0)), 200000, 1)
		code := uint32(0)
		for code != 200000 {
			got := false
			p.c.Call(pathBeat, l.Inst(0).BeatBody("both"), func(_ *Stream, b []byte) { code = parseReply(b, false).Code }, func(*Stream, int) { got = true })
			e.Run(func() bool { return got || p.c.dead }, e.tick()+10e9)
			if time.Since(t0) > limit || p.c.dead {
				return []*Result{m.finish("restart").void("beat refused")}
			}
		}
		beats = append(beats, time.Since(t0).Seconds()*1000)
		for s := 0; s < l.Services(); {
			d, ok := p.Get(l.NS, l.SvcName(s), "", nil)
			if !ok || time.Since(t0) > limit {
				return []*Result{m.finish("restart").void(fmt.Sprintf("service %d not correct", s))}
			}
			if d.Count == l.SizeOf(s) {
				s++
			}
		}
		alls = append(alls, time.Since(t0).Seconds()*1000)
		b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", o.ServerPID))
		for _, ln := range strings.Split(string(b), "\n") {
			if strings.HasPrefix(ln, "VmHWM:") {
				v, _ := strconv.ParseFloat(strings.Fields(ln)[1], 64)
				peak = max(peak, v/1024)
			}
		}
		p.c.Close()
		time.Sleep(2 * time.Second)
	}
	r := m.finish("restart", 200000)
	med := func(x []float64) float64 { sort.Float64s(x); return x[len(x)/2] }
	r.Extra["stop_ms"], r.Extra["first_beat_ms"], r.Extra["all_services_ms"] = med(stops), med(beats), med(alls)
	r.Extra["peak_rss_mib"], r.Extra["pid"] = peak, float64(o.ServerPID)
	// It would end with us, but maybe after whoever starts the next one on its folder.
	syscall.Kill(o.ServerPID, syscall.SIGKILL)
	for t := time.Now(); alive(o.ServerPID) && time.Since(t) < 60*time.Second; {
		time.Sleep(2 * time.Millisecond)
	}
	return []*Result{r}
}

func rss(o *Opts) []*Result {
	l := o.layout()
	m := startMeter(o)
	e := NewEngine()
	if o.Beating {
		if err := o.startBeats(e, l); err != nil {
			return []*Result{m.finish("rss").void(err.Error())}
		}
	}
	p, err := o.peer(e)
	if err != nil {
		return []*Result{m.finish("rss").void(err.Error())}
	}
	peak := 0.0
	e.Every(time.Second, func() bool { peak = max(peak, rssOf(o.ServerPID)); return true })
	e.Run(func() bool { return false }, e.tick()+int64(o.Warm*1e9))
	m.reset()
	e.Run(func() bool { return false }, e.tick()+int64(o.Dur*1e9))
	name := "rss-idle"
	if o.Beating {
		name = "rss-beating"
	}
	r := m.finish(name).errs(e)
	r.Extra["peak_mib"] = peak
	have, healthy := 0, 0
	for s := 0; s < l.Services(); s++ {
		d, _ := p.Get(l.NS, l.SvcName(s), "", func(b []byte) {
			if _, h, _, _ := instState(b); h {
				healthy++
			}
		})
		have += d.Count
	}
	r.Extra["instances"], r.Extra["healthy"] = float64(have), float64(healthy)
	if have != o.N {
		r.void(fmt.Sprintf("%d of %d instances", have, o.N))
	}
	r.Extra["kib_per_instance"] = r.RSS1 * 1024 / float64(o.N)
	if con, err := o.console(); err == nil {
		con.c.Post(con.base+"/maintain/v1/memory/free", "", nil)
		q, _ := con.c.Get(con.base + "/")
		if q != nil {
			q.Body.Close()
		}
		time.Sleep(time.Second)
		r.Extra["after_free_mib"] = rssOf(o.ServerPID)
	}
	return []*Result{r}
}

// storm: every instance registers at its scheduled time, then beats at once and every TTL, then asks for its service.
func storm(o *Opts) []*Result {
	l := o.layout()
	fail := func(why string) []*Result { return []*Result{startMeter(o).finish("storm").void(why)} }
	con, err := o.console()
	if err != nil {
		return fail(err.Error())
	}
	if err = con.createServices(l); err != nil {
		return fail(err.Error())
	}
	time.Sleep(2 * time.Second)
	reg, bt := make([][]byte, o.N), make([][]byte, o.N)
	disc := make([][]byte, l.Services())
	for i := range reg {
		in := l.Inst(i)
		reg[i], bt[i] = in.RegisterBody(), in.BeatBody("tuple")
	}
	for s := range disc {
		disc[s] = DiscoverBody(l.NS, l.SvcName(s), "")
	}
	e := NewEngine()
	cs, err := e.DialN(o.GRPC, o.Conns)
	if err != nil {
		return fail(err.Error())
	}
	mR, mB, mD := startMeter(o), startMeter(o), startMeter(o)
	q := make([][]int64, len(cs))
	ds := make([]*Stream, len(cs))
	var done int
	for k, c := range cs {
		ds[k] = c.Open(pathDiscover, func(s *Stream, b []byte) {
			t := q[s.Slot][0]
			q[s.Slot] = q[s.Slot][1:]
			mD.rec(e.tick()-t, parseDisc(b, false, nil).Code, 1)
			done++
		}, nil)
		ds[k].Slot = k
	}
	stop := false
	t0 := e.tick()
	spread := o.SpreadS * 1e9
	var beatI func(i int, at int64)
	beatI = func(i int, at int64) {
		if stop || cs[i%len(cs)].dead {
			return
		}
		var code uint32
		cs[i%len(cs)].Call(pathBeat, bt[i], func(_ *Stream, b []byte) { code = parseReply(b, false).Code },
			func(*Stream, int) { mB.rec(e.tick()-at, code, 1) })
		nx := at + int64(o.TTL)*1e9
		e.At(nx, func() { beatI(i, nx) })
	}
	registered := 0
	for i := 0; i < o.N; i++ {
		i := i
		at := t0 + int64(spread*float64(i*7919%o.N)/float64(o.N))
		e.At(at, func() {
			c := cs[i%len(cs)]
			if c.dead {
				return
			}
			var code uint32
			c.Call(pathRegister, reg[i], func(_ *Stream, b []byte) { code = parseReply(b, false).Code }, func(*Stream, int) {
				mR.rec(e.tick()-at, code, 1)
				registered++
				if code != 200000 {
					done++
					return
				}
				beatI(i, e.now)
				k := i % len(cs)
				q[k] = append(q[k], e.now)
				ds[k].Send(disc[i/l.Per], false)
			})
		})
	}
	fin := e.Run(func() bool { return done >= o.N }, t0+int64(o.MaxS*1e9))
	tDone := float64(e.tick()-t0) / 1e9
	// keep beating: how long until all are visible and healthy, and do they stay so for 20 s?
	p, err := o.peer(e)
	if err != nil {
		return fail(err.Error())
	}
	seen, healthy := 0, 0
	count := func() {
		seen, healthy = 0, 0
		for s := 0; s < l.Services(); s++ {
			d, _ := p.Get(l.NS, l.SvcName(s), "", func(b []byte) {
				if _, h, _, _ := instState(b); h {
					healthy++
				}
			})
			seen += d.Count
		}
	}
	visible := -1.0
	for k := 0; k < 60; k++ {
		if count(); seen == o.N && healthy == o.N {
			visible = float64(e.tick()-t0) / 1e9
			break
		}
		e.Run(func() bool { return false }, e.tick()+500e6)
	}
	lowest := healthy
	for k := 0; k < 4; k++ {
		e.Run(func() bool { return false }, e.tick()+5e9)
		count()
		lowest = min(lowest, healthy)
	}
	stop = true
	var out []*Result
	for i, m := range []*Meter{mR, mB, mD} {
		r := m.finish("storm-"+[]string{"register", "beat", "discover"}[i], 200000).errs(e)
		r.Finished = fin
		r.Extra["all_done_s"], r.Extra["all_visible_healthy_s"] = tDone, visible
		r.Extra["lowest_healthy_after"], r.Extra["seen_at_end"] = float64(lowest), float64(seen)
		if visible < 0 || lowest < o.N {
			r.void(fmt.Sprintf("%d acknowledged instances missing or unhealthy in Discover", o.N-lowest))
		}
		if i == 2 { // an answer before the first cache cycle may say: unknown service
			r.Extra["unseen_202"] = float64(r.Codes["400202"])
		}
		out = append(out, r)
	}
	return out
}
