package main

import (
	"errors"
	"fmt"
	"sync/atomic"
	"time"
)

// cast is all the simulations of a bench, listening side by side.
type cast struct {
	clients []*client
	trouble chan error
	done    chan struct{}
	heard   atomic.Int64 // commands, by which it is seen that something still comes
}

func newCast() *cast {
	return &cast{trouble: make(chan error, 1), done: make(chan struct{}, 1)}
}

// join registers one more; it listens from listen on.
func (c *cast) join(p *plan, id string, heard func(*client) func(int64, *command) error) error {
	address, err := p.address()
	if err != nil {
		return err
	}
	it, err := connect(address, id)
	if err != nil {
		return err
	}
	if heard != nil {
		it.heard = heard(it)
	}
	c.clients = append(c.clients, it)
	return nil
}

func (c *cast) listen() {
	for _, each := range c.clients {
		go func(it *client) {
			if err := it.listen(); err != nil {
				c.fail(err)
			}
		}(each)
	}
}

// fail keeps the first error.
func (c *cast) fail(err error) {
	select {
	case c.trouble <- err:
	default:
	}
}

func (c *cast) finish() { signal(c.done) }

// wait returns when the bench is done, when something went wrong, or when nothing has come for too long.
func (c *cast) wait(p *plan) error {
	before := int64(-1)
	for {
		select {
		case <-c.done:
			return nil
		case err := <-c.trouble:
			return err
		case <-time.After(p.patience):
			heard := c.heard.Load()
			if heard == before {
				return fmt.Errorf("no command for %s, after %d of them", p.patience, heard)
			}
			before = heard
		}
	}
}

// settled gives what ought not to come a moment to come: a command too many is an error as one too few is.
func (c *cast) settled(expected int64) error {
	time.Sleep(200 * time.Millisecond)
	select {
	case err := <-c.trouble:
		return err
	default:
	}
	if heard := c.heard.Load(); heard != expected {
		return fmt.Errorf("%d commands were expected and %d came", expected, heard)
	}
	for _, each := range c.clients {
		if err := each.conn.Close(); err != nil {
			return errors.New("closing: " + err.Error())
		}
	}
	return nil
}

// signal wakes one who waits; a second signal before he does is the same one.
func signal(to chan struct{}) {
	select {
	case to <- struct{}{}:
	default:
	}
}
