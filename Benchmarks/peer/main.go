// Command peer orchestrates simulations over WebSocket: an event queue with one processor, rules from a YAML file, and
// sagas with locks and compensation. Everything is in memory: it is what our daemon is measured beside.
package main

import (
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:3000", "where to listen; port 0 takes a free one")
	path := flag.String("scenario", "scenarios/example.yaml", "the scenario `FILE`")
	direct := flag.Bool("direct", false, "send the command of a rule with one action without a saga and its lock")
	flag.Parse()
	if err := serve(*addr, *path, *direct); err != nil {
		fmt.Fprintln(os.Stderr, "peer:", err)
		os.Exit(1)
	}
}

func serve(addr, path string, direct bool) error {
	registry := newRegistry()
	scenario, err := loadScenario(path, registry)
	if err != nil {
		return err
	}
	queue := newQueue()
	processor := &processor{registry: registry, sagas: newSagaManager(direct), queue: queue}
	go processor.run()

	http.Handle("/ws", &endpoint{scenario: scenario, queue: queue})
	http.HandleFunc("/ready", func(http.ResponseWriter, *http.Request) {})
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	fmt.Println("ready", listener.Addr())
	return http.Serve(listener, nil)
}
