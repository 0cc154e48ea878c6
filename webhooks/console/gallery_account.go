package console

import (
	"time"

	"nightdesk/bot/account"
)

func accountSamples() []sample {
	now := GalleryNow()
	secret := account.TOTP{Secret: []byte("a made-up secret 20b")}
	ana := account.Account{ID: "ana", Name: "Ana Flores", Roles: []account.Role{account.DosingNurse}, StaffID: "ana", Password: "set", TOTP: secret,
		Passkeys: []account.Passkey{{ID: []byte{1}, Name: "my phone", Made: now.AddDate(0, -2, 0), Used: now.Add(-time.Hour)}},
		Created:  now.AddDate(-1, 0, 0), LastIn: now.Add(-20 * time.Hour), LastHow: "passkey in Safari on iPhone", Version: 7}
	kim := account.Account{ID: "kim", Name: "Kim Park", Roles: []account.Role{account.FrontDesk, account.IntakeCoordinator}, Created: now, Enrol: account.Enrolment{Until: now.Add(account.EnrolFor)}, Version: 1}
	lee := account.Account{ID: "lee", Name: "Lee Ward", Roles: []account.Role{account.Counselor}, Created: now.AddDate(-2, 0, 0), Disabled: now.AddDate(0, -1, 0), LastIn: now.AddDate(0, -1, -1)}
	here := sessionRow{SignIn: account.SignIn{ID: "a", Device: "Firefox on Linux", Address: "192.0.2.7", Opened: now.Add(-2 * time.Hour), Seen: now}, Here: true, How: "passkey"}
	there := sessionRow{SignIn: account.SignIn{ID: "b", Device: "Safari on iPhone", Address: "198.51.100.20", Opened: now.Add(-5 * time.Hour), Seen: now.Add(-12 * time.Minute)}, How: "password"}
	own := accountData{A: ana, Sessions: []sessionRow{here, there}, Passkeys: []passkeyRow{{ana.Passkeys[0], "AQ"}}, Codes: 6}
	own.Provider = "Clinic sign-in"
	told := own
	for _, n := range []account.Notice{{Kind: account.NoticeGlass, Who: "sam", Text: "a caller may be in danger and no nurse answers"}, {Kind: account.NoticeKnew, Where: "Chrome on Windows"}} {
		n.At = now.Add(-3 * time.Hour)
		told.Notices = append(told.Notices, noticeRow{n, noticeSays(n)})
	}
	told.Unread, told.Glass = 2, account.Glass{Until: now.Add(40 * time.Minute)}
	list := accountsData{List: []accountRow{{ana, "In use"}, {kim, "Waits for the first sign-in; the code counts until Fri Dec 11, 1:12 PM"}, {lee, "Disabled since Nov 8, 2026"}},
		Roles: roleRows(nil), Staff: []string{"ana", "ben"}}
	refusedForm := list
	refusedForm.Say, refusedForm.Form = "There is an account with that id already. Choose another one.", accountForm{ID: "ana", Name: "Ana Ruiz"}
	one := oneAccountData{A: ana, Stands: "In use", Roles: roleRows(ana.Roles), Staff: []string{"ana", "ben"}, Sessions: []sessionRow{there}, Code: true, Lost: lostRows(ana)}
	off := oneAccountData{A: lee, Stands: "Disabled since Nov 8, 2026", Roles: roleRows(lee.Roles), Lost: lostRows(lee)}
	codes := []string{"mzxw-6ytb-oi3t-qnrw-2abc", "nbsw-y3dp-eb3w-64tm-mqqq", "k5xx-e3de-ebxw-4zjo-fyza", "orsx-g5bm-f5xw-4zjb-2222"}
	return []sample{
		{name: "signin", page: "signin", data: signInData{}},
		{name: "signin-refused", page: "signin", data: signInData{ID: "ana", Say: "That did not work. Check the account, the password and that the code is a fresh one. If it stays so, an administrator can let you begin anew.", Provider: "Clinic sign-in"}},
		{name: "again", page: "again", role: account.DosingNurse, data: againData{To: "/console/account", Passkeys: true, Password: true}},
		{name: "enrol", page: "enrol", data: enrolData{}},
		{name: "enrol-set", page: "enrolset", data: enrolSetData{Name: "Kim Park", ID: "kim", Secret: secret.Text(), Least: account.MinPassword}},
		{name: "enrol-password", page: "enrolset", data: enrolSetData{Name: "Kim Park", ID: "kim", Only: account.LostPassword, Least: account.MinPassword}},
		{name: "enrol-phone", page: "enrolset", data: enrolSetData{Name: "Kim Park", ID: "kim", Secret: secret.Text(), Only: account.LostPhone, Say: notTheCode(account.TOTP{}, "", now)}},
		{name: "recovery", page: "recovery", role: account.DosingNurse, data: recoveryData{codes, "/console/"}},
		{name: "password", page: "password", role: account.DosingNurse, data: passwordData{Least: account.MinPassword}},
		{name: "app", page: "app", role: account.DosingNurse, data: appData{Secret: secret.Text()}},
		{name: "account", page: "account", role: account.DosingNurse, flash: "Last sign-in: Mon Dec 7, 5:12 PM, with passkey in Safari on iPhone.", data: own},
		{name: "account-new", page: "account", role: account.DosingNurse, data: accountData{A: kim, Sessions: []sessionRow{here}}},
		{name: "account-told", page: "account", role: account.Admin, data: told},
		{name: "accounts", page: "accounts", area: "accounts", role: account.Admin, data: list},
		{name: "accounts-refused", page: "accounts", area: "accounts", role: account.Admin, data: refusedForm},
		{name: "account-of-another", page: "oneaccount", area: "accounts", role: account.Admin, data: one},
		{name: "account-disabled", page: "oneaccount", area: "accounts", role: account.Admin, data: off},
		{name: "account-code", page: "newcode", area: "accounts", role: account.Admin, data: codeData{kim, codes[0], "https://desk.example.org/console/enrol"}},
		{name: "emergency", page: "emergency", role: account.PrivacyOfficer, data: emergencyData{}},
		{name: "emergency-open", page: "emergency", role: account.PrivacyOfficer, data: emergencyData{Glass: account.Glass{Until: now.Add(40 * time.Minute)}}},
		{name: "signed-in", page: "bounce", role: account.DosingNurse, data: "/console/"},
	}
}
