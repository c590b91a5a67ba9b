package main

import (
	"fmt"
	"os"
	"strings"
	"time"
)

type registerLine struct {
	Bench   string  `json:"bench"`
	Count   int     `json:"simulations"`
	Before  int     `json:"before_kb"`
	After   int     `json:"after_kb"`
	Each    float64 `json:"each_kb"`
	Seconds float64 `json:"seconds"`
}

// register holds simulations that say nothing.
func register(p *plan) (interface{}, error) {
	before, err := resident(p.pid)
	if err != nil {
		return nil, err
	}
	c := newCast()
	start := now()
	for number := 0; number < p.count; number++ {
		if err := c.join(p, fmt.Sprintf("load_%d", number), nil); err != nil {
			return nil, err
		}
	}
	elapsed := float64(now()-start) / 1e9
	c.listen()
	// Whatever the server still does for the last of them.
	time.Sleep(time.Second)
	after, err := resident(p.pid)
	if err != nil {
		return nil, err
	}
	if err := c.settled(0); err != nil {
		return nil, err
	}
	return registerLine{"register", p.count, before, after, float64(after-before) / float64(p.count), elapsed}, nil
}

// resident is in KiB.
func resident(pid int) (int, error) {
	if pid == 0 {
		return 0, fmt.Errorf("register needs -pid")
	}
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for _, line := range strings.Split(string(text), "\n") {
		var kilobytes int
		if count, _ := fmt.Sscanf(line, "VmRSS: %d kB", &kilobytes); count == 1 {
			return kilobytes, nil
		}
	}
	return 0, fmt.Errorf("/proc/%d/status tells no VmRSS", pid)
}
