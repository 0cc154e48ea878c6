// Package account says who may use the console and what each of them may do there:
// roles, permissions, passwords, one-time codes, how a sign-in is judged, how fast one
// may be tried, and when a signed-in session ends. Its functions are pure: time, and
// what is drawn at random, are arguments.
//
// What it promises:
//
//   - No account is ever locked. Wrong sign-ins only slow down whoever tries them:
//     see [Limits]. Somebody on a device that they have signed in on before, or with a
//     passkey, is never slowed down by what others do.
//   - An account that does not exist, one that is disabled and a wrong password are
//     one answer, at the cost of one password hash each: see [Judge].
//   - Least privilege: [Grants] is what each role may, and nothing else is granted but
//     by [SignIn.Glass], with a reason, for an hour.
//
// It may not know HTTP, cookies, Redis, or how a passkey's signature is checked.
//
//	j := account.Judge(found, account.Attempt{Password: p, Code: code, Salt: salt}, now)
//	if j.In { /* store j.Account: the code is used up */ }
package account
