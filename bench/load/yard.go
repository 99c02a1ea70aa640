package main

import (
	"encoding/binary"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

func init() {
	one := func(f func(*Opts) *Result) func(*Opts) []*Result {
		return func(o *Opts) []*Result { return []*Result{f(o)} }
	}
	w := func(name, help string, f func(*Opts) []*Result) {
		workloads[name] = struct {
			help string
			run  func(*Opts) []*Result
		}{help, f}
	}
	w("fdatasync", "yardstick: 4 KiB appends to a file in --dir, each synced", one(fdatasync))
	w("echo", "yardstick: 64 connections x 1 against a bare byte echo on --grpc", one(echo))
	w("sink", "server: constant gRPC answers on --grpc, the generator's own ceiling", one(sinkServer))
}

func fdatasync(o *Opts) *Result {
	f, err := os.Create(filepath.Join(o.Dir, "yard.tmp"))
	if err != nil {
		return startMeter(o).finish("fdatasync").void(err.Error())
	}
	defer os.Remove(f.Name())
	defer f.Close()
	page := make([]byte, 4096)
	m := startMeter(o)
	for end := time.Now().Add(time.Duration(o.Dur * 1e9)); time.Now().Before(end); {
		t := time.Now()
		if _, err := f.Write(page); err != nil {
			return m.finish("fdatasync").void(err.Error())
		}
		unix.Fdatasync(int(f.Fd()))
		m.rec(int64(time.Since(t)), 0, 1)
	}
	return m.finish("fdatasync", 0)
}

func echo(o *Opts) *Result {
	ta, err := net.ResolveTCPAddr("tcp4", o.GRPC)
	if err != nil {
		return startMeter(o).finish("echo").void(err.Error())
	}
	sa := &unix.SockaddrInet4{Port: ta.Port}
	copy(sa.Addr[:], ta.IP.To4())
	ep, _ := unix.EpollCreate1(0)
	msg, buf := make([]byte, 64), make([]byte, 4096)
	sent := map[int]time.Time{}
	for i := 0; i < o.Conns; i++ {
		fd, _ := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
		if err := unix.Connect(fd, sa); err != nil {
			return startMeter(o).finish("echo").void(err.Error())
		}
		unix.SetNonblock(fd, true)
		unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1)
		unix.EpollCtl(ep, unix.EPOLL_CTL_ADD, fd, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(fd)})
		sent[fd] = time.Now()
		rawWrite(fd, msg)
	}
	ev := make([]unix.EpollEvent, 128)
	m := startMeter(o)
	for end := time.Now().Add(time.Duration(o.Dur * 1e9)); time.Now().Before(end); {
		n := epollWait(ep, ev, 1e8)
		for _, x := range ev[:n] {
			fd := int(x.Fd)
			if k, err := rawRead(fd, buf); err == nil && k > 0 {
				now := time.Now()
				m.rec(int64(now.Sub(sent[fd])), 0, 1)
				sent[fd] = now
				rawWrite(fd, msg)
			}
		}
	}
	return m.finish("echo", 0)
}

func listen(o *Opts) (ln, ep int) {
	var port int
	fmt.Sscanf(o.GRPC, "127.0.0.1:%d", &port)
	ln, _ = unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	unix.SetsockoptInt(ln, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1)
	if err := unix.Bind(ln, &unix.SockaddrInet4{Port: port, Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		panic(err)
	}
	unix.Listen(ln, 1024)
	unix.SetNonblock(ln, true)
	ep, _ = unix.EpollCreate1(0)
	unix.EpollCtl(ep, unix.EPOLL_CTL_ADD, ln, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(ln)})
	return
}

func serve(o *Opts, onBytes func(fd int, b []byte) []byte) *Result {
	ln, ep := listen(o)
	ev := make([]unix.EpollEvent, 256)
	buf := make([]byte, 1<<18)
	outs := map[int][]byte{}
	for end := time.Now().Add(time.Duration(o.Dur * 1e9)); time.Now().Before(end); {
		n := epollWait(ep, ev, 1e8)
		for _, x := range ev[:n] {
			fd := int(x.Fd)
			if fd == ln {
				for {
					c, _, err := unix.Accept4(ln, unix.SOCK_NONBLOCK)
					if err != nil {
						break
					}
					unix.SetsockoptInt(c, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1)
					unix.EpollCtl(ep, unix.EPOLL_CTL_ADD, c, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(c)})
				}
				continue
			}
			k, err := rawRead(fd, buf)
			if err == unix.EAGAIN {
				continue
			}
			if err != nil || k == 0 {
				unix.Close(fd)
				continue
			}
			a := append(outs[fd], onBytes(fd, buf[:k])...)
			for len(a) > 0 {
				w, err := rawWrite(fd, a)
				if err == unix.EAGAIN {
					continue // the sink may spin: it only exists to find the generator's limit
				}
				if err != nil {
					break
				}
				a = a[w:]
			}
		}
	}
	return &Result{Workload: "serve", Finished: true, Valid: true}
}

// sinkServer parses frames only as far as it must: a request's end, a message of a stream.
func sinkServer(o *Opts) *Result {
	type st struct {
		left   []byte
		stream map[uint32]bool // true once a stream had its reply headers
		wrote  bool
		recv   int
	}
	conns := map[int]*st{}
	ok := pbStrW(pbUintW(nil, 1, 200000), 2, "execute success")
	hit := pbUint(pbUintW(nil, 1, 200001), 3, 1)
	out := make([]byte, 0, 1<<16)
	fr := func(typ, flags byte, id uint32, p []byte) {
		out = append(out, byte(len(p)>>16), byte(len(p)>>8), byte(len(p)), typ, flags, byte(id>>24), byte(id>>16), byte(id>>8), byte(id))
		out = append(out, p...)
	}
	head := []byte{0x88, 0x00, 12}
	head = append(head, "content-type"...)
	head = append(append(head, 16), "application/grpc"...)
	trail := append([]byte{0x00, 11}, "grpc-status"...)
	trail = append(trail, 1, '0')
	win := make([]byte, 4)
	return serve(o, func(fd int, b []byte) []byte {
		out = out[:0]
		c := conns[fd]
		if c == nil || (len(b) >= 14 && string(b[:3]) == "PRI") {
			c = &st{stream: map[uint32]bool{}}
			conns[fd] = c
			fr(frSettings, 0, 0, nil)
			b = b[24:]
		}
		d := append(c.left, b...)
		for len(d) >= 9 {
			l := int(d[0])<<16 | int(d[1])<<8 | int(d[2])
			if len(d) < 9+l {
				break
			}
			id := binary.BigEndian.Uint32(d[5:9])
			switch d[3] {
			case frData:
				c.recv += l
				if c.recv > 16384 {
					binary.BigEndian.PutUint32(win, uint32(c.recv))
					fr(frWindow, 0, 0, win)
					c.recv = 0
				}
				if d[4]&flagEnd != 0 {
					fr(frHeaders, flagHdrs, id, head)
					fr(frData, 0, id, grpcMsg(nil, ok))
					fr(frHeaders, flagHdrs|flagEnd, id, trail)
				} else {
					if !c.stream[id] {
						c.stream[id] = true
						fr(frHeaders, flagHdrs, id, head)
					}
					binary.BigEndian.PutUint32(win, uint32(l))
					fr(frWindow, 0, id, win)
					if l > 2000 {
						fr(frData, 0, id, grpcMsg(nil, nil))
					} else {
						fr(frData, 0, id, grpcMsg(nil, hit))
					}
				}
			case frSettings:
				if d[4]&flagAck == 0 {
					fr(frSettings, flagAck, 0, nil)
				}
			}
			d = d[9+l:]
		}
		c.left = append(c.left[:0:0], d...)
		return out
	})
}
