// SPDX-License-Identifier: BSL-1.0

// sourcegraph/jsonrpc2, for Go: one TCP connection, framed by Content-Length, and a goroutine for each call in flight.
package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/sourcegraph/jsonrpc2"
)

type reading struct {
	time        time.Time
	cpu         time.Duration
	allocations uint64
}

func read() reading {
	var used syscall.Rusage
	var memory runtime.MemStats
	syscall.Getrusage(syscall.RUSAGE_SELF, &used)
	runtime.ReadMemStats(&memory)
	cpu := time.Duration(used.Utime.Nano() + used.Stime.Nano())
	return reading{time.Now(), cpu, memory.Mallocs}
}

type program struct {
	connection      *jsonrpc2.Conn
	mutex           sync.Mutex
	warmUp, calls   int
	done            int
	begin, end      reading
	isDone          bool
	latencies       []time.Duration
}

// Counts a call; false when no more is to be made.
func (p *program) count(latency time.Duration) bool {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.done++
	switch {
	case p.done == p.warmUp:
		p.begin = read()
	case p.done == p.warmUp+p.calls:
		p.end = read()
		p.isDone = true
	case p.done > p.warmUp && !p.isDone:
		p.latencies = append(p.latencies, latency)
	}
	return !p.isDone
}

func (p *program) work(method string) {
	for {
		var result string
		begun := time.Now()
		if err := p.connection.Call(context.Background(), method, nil, &result); err != nil {
			panic(err)
		}
		if !p.count(time.Since(begun)) {
			return
		}
	}
}

func main() {
	kind := os.Args[1][strings.IndexByte(os.Args[1], '-')+1:]
	method, inFlight := "ping", 1
	if kind == "large" {
		method = "large"
	} else {
		inFlight, _ = strconv.Atoi(kind)
	}
	calls, _ := strconv.Atoi(os.Args[3])
	socket, err := net.Dial("tcp", strings.TrimPrefix(os.Args[2], "tcp://"))
	if err != nil {
		panic(err)
	}
	p := &program{warmUp: 4*inFlight + calls/10, calls: calls}
	p.connection = jsonrpc2.NewConn(context.Background(),
		jsonrpc2.NewBufferedStream(socket, jsonrpc2.VSCodeObjectCodec{}),
		jsonrpc2.HandlerWithError(func(context.Context, *jsonrpc2.Conn, *jsonrpc2.Request) (interface{}, error) {
			return nil, nil
		}))
	var workers sync.WaitGroup
	for i := 0; i < inFlight; i++ {
		workers.Add(1)
		go func() {
			defer workers.Done()
			p.work(method)
		}()
	}
	workers.Wait()
	sort.Slice(p.latencies, func(i, j int) bool { return p.latencies[i] < p.latencies[j] })
	percentile := func(part float64) float64 {
		return float64(p.latencies[int(part*float64(len(p.latencies)-1))].Nanoseconds()) / 1e3
	}
	fmt.Printf("{\"calls\":%d,\"seconds\":%f,\"cpu_us\":%f,\"allocations\":%f,\"p50_us\":%f,\"p99_us\":%f,"+
		"\"bytes_in_flight\":null}\n",
		calls, p.end.time.Sub(p.begin.time).Seconds(), float64((p.end.cpu-p.begin.cpu).Nanoseconds())/1e3/float64(calls),
		float64(p.end.allocations-p.begin.allocations)/float64(calls), percentile(0.5), percentile(0.99))
}
