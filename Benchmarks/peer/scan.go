package main

import "encoding/json"

// readMessage reads what a simulation sent. Ordinary messages are read in one pass without the library's reflection,
// which would cost more than all the rest of the way; what is out of the ordinary (an escape, deep nesting, a fault)
// goes to the library, which judges it.
func readMessage(text []byte) (message, error) {
	s := scanner{text: text}
	if m, plain := s.message(); plain {
		return m, nil
	}
	var read struct {
		Type      string `json:"type"`
		ID        string `json:"id"`
		EventType string `json:"event_type"`
		SagaID    string `json:"saga_id"`
		StepID    int    `json:"step_id"`
	}
	err := json.Unmarshal(text, &read)
	return message{[]byte(read.Type), []byte(read.ID), []byte(read.EventType), []byte(read.SagaID), read.StepID}, err
}

// scanner stands at a place in a text. Its methods move on behind what they read, or say false.
type scanner struct {
	text []byte
	at   int
}

const deepest = 32

func (s *scanner) message() (m message, plain bool) {
	s.space()
	plain = s.members(func(key []byte) bool {
		// The compiler makes no string of a switch over converted bytes.
		switch string(key) {
		case "type":
			return s.into(&m.kind)
		case "id":
			return s.into(&m.id)
		case "event_type":
			return s.into(&m.eventType)
		case "saga_id":
			return s.into(&m.sagaID)
		case "step_id":
			return s.digits(&m.stepID)
		default:
			return s.value(0)
		}
	})
	s.space()
	return m, plain && s.at == len(s.text)
}

func (s *scanner) into(field *[]byte) (plain bool) {
	*field, plain = s.quoted()
	return plain
}

func (s *scanner) digits(field *int) bool {
	start := s.at
	for *field = 0; s.at < len(s.text) && s.at-start < 9 && s.text[s.at]-'0' < 10; s.at++ {
		*field = *field*10 + int(s.text[s.at]-'0')
	}
	return s.at > start && (s.at == start+1 || s.text[start] != '0')
}

// members reads an object, each value by what is given.
func (s *scanner) members(value func(key []byte) bool) bool {
	if !s.take('{') {
		return false
	}
	s.space()
	if s.take('}') {
		return true
	}
	for {
		s.space()
		key, plain := s.quoted()
		if !plain {
			return false
		}
		s.space()
		if !s.take(':') {
			return false
		}
		s.space()
		if !value(key) {
			return false
		}
		s.space()
		if !s.take(',') {
			return s.take('}')
		}
	}
}

// value passes over any value.
func (s *scanner) value(depth int) bool {
	if s.at == len(s.text) || depth == deepest {
		return false
	}
	switch s.text[s.at] {
	case '"':
		_, plain := s.quoted()
		return plain
	case '{':
		return s.members(func([]byte) bool { return s.value(depth + 1) })
	case '[':
		return s.elements(depth)
	case 't':
		return s.word("true")
	case 'f':
		return s.word("false")
	case 'n':
		return s.word("null")
	default:
		return s.number()
	}
}

func (s *scanner) elements(depth int) bool {
	s.at++
	s.space()
	if s.take(']') {
		return true
	}
	for {
		s.space()
		if !s.value(depth + 1) {
			return false
		}
		s.space()
		if !s.take(',') {
			return s.take(']')
		}
	}
}

// quoted is a string without escapes.
func (s *scanner) quoted() (content []byte, plain bool) {
	if !s.take('"') {
		return nil, false
	}
	start := s.at
	for ; s.at < len(s.text); s.at++ {
		switch character := s.text[s.at]; {
		case character == '"':
			s.at++
			return s.text[start : s.at-1], true
		case character == '\\' || character < ' ':
			return nil, false
		}
	}
	return nil, false
}

// number is an integer with an optional fraction; an exponent is out of the ordinary.
func (s *scanner) number() bool {
	s.take('-')
	start := s.at
	s.run()
	if s.at == start || s.text[start] == '0' && s.at > start+1 {
		return false
	}
	if s.take('.') {
		start = s.at
		s.run()
		return s.at > start
	}
	return true
}

func (s *scanner) run() {
	for s.at < len(s.text) && s.text[s.at]-'0' < 10 {
		s.at++
	}
}

func (s *scanner) word(word string) bool {
	end := s.at + len(word)
	if end > len(s.text) || string(s.text[s.at:end]) != word {
		return false
	}
	s.at = end
	return true
}

func (s *scanner) take(character byte) bool {
	if s.at < len(s.text) && s.text[s.at] == character {
		s.at++
		return true
	}
	return false
}

func (s *scanner) space() {
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case ' ', '\n', '\t', '\r':
			s.at++
		default:
			return
		}
	}
}
