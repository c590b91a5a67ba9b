// Command simload plays simulations against a server that speaks the seed's protocol over WebSocket, and prints one
// line of JSON for each figure. It sends and needs nothing beyond that protocol, so any server can be measured by it.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/url"
	"os"
	"time"
)

// plan is what the flags say.
type plan struct {
	url, exercise string
	rate, seconds int
	events, sagas int
	targets       int
	triples       int
	window        int
	count, pid    int
	patience      time.Duration
	rounds        int
	sides         string
}

type bench struct {
	name, what string
	run        func(*plan) (interface{}, error)
}

var benches = []bench{
	{"latency", "events at a steady -rate for so many -seconds: event written to command received", latency},
	{"pipeline", "-events with a -window of them unanswered: events a second", pipeline},
	{"sagas", "-sagas of three steps over disjoint -triples, answered at once: sagas a second", completing},
	{"failing", "the same, the third step answered failed, two undone", failing},
	{"register", "-n simulations register and stay: memory of the server -pid before and after", register},
	{"burst", "-events at once, whose commands must come in the same order", burst},
}

func usage() {
	fmt.Fprintln(os.Stderr, "usage: simload BENCH [FLAG…], or simload scenario BENCH, or simload figures OURS PEER")
	for _, each := range benches {
		fmt.Fprintf(os.Stderr, "  %-9s %s\n", each.name, each.what)
	}
	fmt.Fprintln(os.Stderr, "  scenario  the scenario file that the server of a bench needs")
	fmt.Fprintln(os.Stderr, "  figures   the lines of two files beside each other, the median where there are several")
	os.Exit(2)
}

func main() {
	if len(os.Args) < 2 {
		usage()
	}
	name, rest := os.Args[1], os.Args[2:]
	if name == "figures" && len(rest) == 2 {
		leave(figures(rest[0], rest[1]))
	}
	if name == "scenario" && len(rest) > 0 {
		leave(writeScenario(os.Stdout, rest[0], read(rest[1:])))
	}
	for _, each := range benches {
		if each.name == name {
			line, err := each.run(read(rest))
			if err == nil {
				err = json.NewEncoder(os.Stdout).Encode(line)
			}
			leave(err)
		}
	}
	usage()
}

func leave(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "simload:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

func read(arguments []string) *plan {
	p := &plan{}
	flags := flag.NewFlagSet("simload", flag.ExitOnError)
	flags.StringVar(&p.url, "url", "ws://127.0.0.1:3000/ws", "the server's endpoint")
	flags.StringVar(&p.exercise, "exercise", "", "the exercise to join, where a server has several")
	flags.IntVar(&p.rate, "rate", 5000, "events a second")
	flags.IntVar(&p.seconds, "seconds", 10, "how long to keep the rate")
	flags.IntVar(&p.events, "events", 100000, "how many events")
	flags.IntVar(&p.sagas, "sagas", 50000, "how many sagas")
	flags.IntVar(&p.targets, "targets", 1, "how many simulations receive the commands, in turn")
	flags.IntVar(&p.triples, "triples", 50, "how many triples of simulations")
	flags.IntVar(&p.window, "window", 0, "events without an answer: by default 1000, and 2 for each triple")
	flags.IntVar(&p.count, "n", 1000, "how many simulations register")
	flags.IntVar(&p.pid, "pid", 0, "the server's process")
	flags.DurationVar(&p.patience, "patience", 20*time.Second, "how long nothing may come before it is given up")
	flags.Parse(arguments)
	for _, each := range []int{p.rate, p.seconds, p.events, p.sagas, p.targets, p.triples, p.count} {
		if each < 1 || flags.NArg() > 0 {
			flags.Usage()
			os.Exit(2)
		}
	}
	return p
}

// address is where to connect.
func (p *plan) address() (string, error) {
	parsed, err := url.Parse(p.url)
	if err != nil || p.exercise == "" {
		return p.url, err
	}
	query := parsed.Query()
	query.Set("exercise", p.exercise)
	parsed.RawQuery = query.Encode()
	return parsed.String(), nil
}

// begun is the instant all others are measured from: Go keeps the monotonic clock beside it.
var begun = time.Now()

// now is in nanoseconds of the monotonic clock.
func now() int64 { return int64(time.Since(begun)) }
