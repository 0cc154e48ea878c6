// Command nightdesk is the front desk of an opioid treatment program by text
// message. One binary does everything: `nightdesk --help` lists its commands.
//
// This package knows everyone: it reads the configuration, turns it into the
// plain values that each part takes, wires the parts, and starts and stops them
// in order. No other package may import it, and nothing is decided here.
//
// One thing only the clinic can set up is in doctor_keywords.go: Twilio answers
// HELP itself, with words that name neither 911 nor 988, so doctor prints the
// answers to paste there.
package main
