// Package account says who may use the console and what each of them may do there:
// roles, permissions, how a sign-in is judged, when an account is locked. Its
// functions are pure; it may not know HTTP, cookies or Redis.
package account
