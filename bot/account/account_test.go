package account_test

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"

	"nightdesk/bot/account"
)

var now = time.Date(2026, 12, 8, 13, 0, 0, 0, time.UTC)

const good = "orange kettle snow bridge"

// owner is an account with a password and an authenticator.
func owner(t *testing.T) account.Account {
	t.Helper()
	a, err := account.New("ana", "Ana Flores", []account.Role{account.DosingNurse}, now, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	salt := []byte("0123456789abcdef")
	a.Password = account.HashPassword(good, salt, account.Today)
	if a.TOTP, err = account.NewTOTP(rand.Reader); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestNewAccountsAreChecked(t *testing.T) {
	for _, tt := range []struct {
		id, name string
		roles    []account.Role
		mend     string
	}{
		{"Ana", "Ana", []account.Role{account.Admin}, "lower case"},
		{"a", "Ana", []account.Role{account.Admin}, "2 to 32"},
		{"ana flores", "Ana", []account.Role{account.Admin}, "lower case"},
		{"ana", " ", []account.Role{account.Admin}, "needs a name"},
		{"ana", "Ana", nil, "at least one role"},
		{"ana", "Ana", []account.Role{"nurse"}, "dosing_nurse"},
	} {
		if _, err := account.New(tt.id, tt.name, tt.roles, now, rand.Reader); err == nil || !strings.Contains(err.Error(), tt.mend) {
			t.Errorf("%s, %s, %v: %v, want something of %q", tt.id, tt.name, tt.roles, err, tt.mend)
		}
	}
	a, err := account.New("ana", "Ana", []account.Role{account.Auditor, account.FrontDesk, account.Auditor}, now, rand.Reader)
	if err != nil || fmt.Sprint(a.Roles) != "[front_desk auditor]" || a.CanSignIn() || len(a.Handle) != 64 {
		t.Errorf("%v %v, may sign in: %v (%v)", a, a.Roles, a.CanSignIn(), err)
	}
}

func TestPasswordsThatWouldBeGuessed(t *testing.T) {
	words := []string{"Anchorage Treatment Solutions", "ana", "Ana Flores"}
	for _, bad := range []string{"", "short", "elevenchars", "password1234", "aaaaaaaaaaaaaaaa", "123456789012", "qwertyuiop123", "AnchorageTreatment", "anaflores2026", "Ana Flores Ana", "abcabcabcabcabc",
		strings.Repeat("x7", 80)} {
		if account.CheckPassword(bad, words...) == "" {
			t.Errorf("%q was taken", bad)
		}
	}
	for _, fine := range []string{good, "correct battery lighthouse 9", "xkQ7wP3vbN2z", "el perro azul come nieve", "¿dónde está la biblioteca azul?", "signs \xff\xfe of another kind here", strings.Repeat("moose lamp river stone ", 5)} {
		if why := account.CheckPassword(fine, words...); why != "" {
			t.Errorf("%q: %s", fine, why)
		}
	}
}

func TestAHashIsOfOnePasswordAndSaysWhatItCost(t *testing.T) {
	h := account.HashPassword("é"+good, []byte("0123456789abcdef"), account.Today)
	if !strings.HasPrefix(string(h), "$argon2id$v=19$m=19456,t=2,p=1,b=1$") {
		t.Errorf("it begins %.40s", string(h))
	}
	a := owner(t)
	a.Password = h
	for typed, in := range map[string]bool{"é" + good: true, "e\u0301" + good: false, "é" + strings.ToUpper(good): false, "é" + good + " ": false} {
		if got := account.Judge(a, account.Attempt{Password: typed, Code: a.TOTP.Code(now)}, now).In; got != in {
			t.Errorf("%+q instead of what was set lets in: %v", typed, got)
		}
	}
	a.Password = account.HashPassword("\xff\xfe"+good, []byte("0123456789abcdef"), account.Today)
	if !a.PasswordIs("\xff\xfe"+good) || a.PasswordIs("\ufffd\ufffd"+good) {
		t.Error("bytes that are no text are not taken as they are")
	}
	if fmt.Sprint(h) != "[password]" {
		t.Error("a hash prints itself")
	}
}

func TestJudge(t *testing.T) {
	a := owner(t)
	codes, err := a.NewRecovery(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	off := a
	off.Disabled = now
	bare := a
	bare.TOTP = account.TOTP{}
	code := a.TOTP.Code(now)
	for _, tt := range []struct {
		name     string
		a        account.Account
		t        account.Attempt
		in, knew bool
	}{
		{"right", a, account.Attempt{Password: good, Code: code}, true, false},
		{"with spaces", a, account.Attempt{Password: good, Code: code[:3] + " " + code[3:]}, true, false},
		{"the code of before", a, account.Attempt{Password: good, Code: a.TOTP.Code(now.Add(-time.Second))}, false, true},
		{"the code after", a, account.Attempt{Password: good, Code: a.TOTP.Code(now.Add(30 * time.Second))}, false, true},
		{"an old code", a, account.Attempt{Password: good, Code: a.TOTP.Code(now.Add(-2 * time.Minute))}, false, true},
		{"wrong password", a, account.Attempt{Password: good + "r", Code: code}, false, false},
		{"no code", a, account.Attempt{Password: good}, false, true},
		{"recovery", a, account.Attempt{Password: good, Code: strings.ToUpper(codes[2])}, true, false},
		{"recovery of nobody", a, account.Attempt{Password: good, Code: "aaaa-bbbb-cccc-dddd-eeee"}, false, true},
		{"disabled", off, account.Attempt{Password: good, Code: code}, false, false},
		{"no authenticator", bare, account.Attempt{Password: good}, false, false},
		{"nobody", account.Account{}, account.Attempt{Password: good, Code: code}, false, false},
		{"nobody, nothing", account.Account{}, account.Attempt{}, false, false},
	} {
		j := account.Judge(tt.a, tt.t, now)
		if j.In != tt.in || j.Knew != tt.knew {
			t.Errorf("%s: in %v, knew %v", tt.name, j.In, j.Knew)
		}
	}
}

func TestCodesAreTakenOnce(t *testing.T) {
	a := owner(t)
	at := account.Attempt{Password: good, Code: a.TOTP.Code(now)}
	j := account.Judge(a, at, now)
	if !j.In || account.Judge(j.Account, at, now.Add(10*time.Second)).In {
		t.Error("a code is taken twice")
	}
	earlier := account.Attempt{Password: good, Code: a.TOTP.Code(now.Add(-30 * time.Second))}
	if account.Judge(j.Account, earlier, now).In {
		t.Error("a code from before the last one is taken")
	}
	if next := (account.Attempt{Password: good, Code: a.TOTP.Code(now.Add(time.Minute))}); !account.Judge(j.Account, next, now.Add(time.Minute)).In {
		t.Error("the next code is refused")
	}
	codes, _ := a.NewRecovery(rand.Reader)
	used := account.Attempt{Password: good, Code: codes[0]}
	j = account.Judge(a, used, now)
	if !j.In || !j.Recovery || j.Left != 7 || account.Judge(j.Account, used, now).In {
		t.Errorf("a recovery code: in %v, %d left", j.In, j.Left)
	}
	if !account.Judge(j.Account, account.Attempt{Password: good, Code: codes[1]}, now).In {
		t.Error("the next recovery code is refused")
	}
}

// RFC 6238, appendix B: the vectors for SHA-1, of which an app shows the last 6 digits.
func TestCodesAreThoseOfTheStandard(t *testing.T) {
	k := account.TOTP{Secret: []byte("12345678901234567890")}
	for at, want := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130"} {
		if got := k.Code(time.Unix(at, 0)); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
	}
	typed := strings.ReplaceAll(k.Text(), " ", "")
	if raw, err := base32.StdEncoding.DecodeString(typed); err != nil || string(raw) != string(k.Secret) {
		t.Errorf("it is shown as %s", k.Text())
	}
	if img, err := k.Picture("ATS", "ana", 200); err != nil || img.Bounds().Dx() != 200 {
		t.Error("there is no picture", err)
	}
}

func TestAHashOfAnEarlierCostIsMadeAnew(t *testing.T) {
	a := owner(t)
	a.Password = account.HashPassword(good, []byte("0123456789abcdef"), account.Cost{Memory: 8 * 1024, Passes: 1, Lanes: 1})
	j := account.Judge(a, account.Attempt{Password: good, Code: a.TOTP.Code(now), Salt: []byte("fedcba9876543210")}, now)
	if !j.In || !strings.HasPrefix(string(j.Account.Password), "$argon2id$v=19$m=19456,t=2,p=1,b=1$") {
		t.Errorf("in %v, kept as %.40s", j.In, string(j.Account.Password))
	}
	if !account.Judge(j.Account, account.Attempt{Password: good, Code: a.TOTP.Code(now.Add(time.Minute))}, now.Add(time.Minute)).In {
		t.Error("the password is another now")
	}
}

// Hashes of before were made of the normal form of a password (NFKC): they let in what
// they did, and are made anew of what was typed.
func TestAHashOfTheNormalFormStillCounts(t *testing.T) {
	salt := []byte("0123456789abcdef")
	sum := base64.RawStdEncoding.EncodeToString(argon2.IDKey([]byte("é"+good), salt, 2, 19456, 1, 32))
	a := owner(t)
	a.Password = account.PasswordHash("$argon2id$v=19$m=19456,t=2,p=1$" + base64.RawStdEncoding.EncodeToString(salt) + "$" + sum)
	typed := account.Attempt{Password: "e\u0301" + good, Code: a.TOTP.Code(now), Salt: salt}
	j := account.Judge(a, typed, now)
	if !j.In || !j.Account.PasswordIs("e\u0301"+good) || j.Account.PasswordIs("é"+good) {
		t.Errorf("in %v; afterwards it is as typed: %v, and in another spelling: %v", j.In, j.Account.PasswordIs("e\u0301"+good), j.Account.PasswordIs("é"+good))
	}
}

// A code lives for its own half minute. When an app is set up, a clock that is wrong is
// said by how much.
func TestACodeLivesThirtySeconds(t *testing.T) {
	k := account.TOTP{Secret: []byte("12345678901234567890")}
	for s := -61; s <= 91; s++ {
		at := now.Add(time.Duration(s) * time.Second)
		if fresh := k; fresh.Use(k.Code(now), at) != (s >= 0 && s < 30) {
			t.Errorf("%d s after it was shown first, a code is taken: %v", s, !(s >= 0 && s < 30))
		}
	}
	for _, off := range []time.Duration{30 * time.Second, -2 * time.Minute, 10 * time.Minute} {
		if behind, ok := k.Off(k.Code(now.Add(-off)), now); !ok || behind != off {
			t.Errorf("a clock that is %v behind is said to be %v (%v)", off, behind, ok)
		}
	}
	if _, ok := k.Off("000000", now); ok {
		t.Error("a code that no clock shows is said to be one")
	}
}

// What was lost is set anew, and what was not stays in force.
func TestOnlyWhatWasLostIsTakenAway(t *testing.T) {
	a := owner(t)
	recovery, _ := a.NewRecovery(rand.Reader)
	app := a.TOTP
	code, err := a.ResetOnly(account.LostPassword, now, rand.Reader)
	if err != nil || a.Password != "" || !a.MayEnrol(code, now) || a.Enrol.Only != account.LostPassword {
		t.Fatalf("%+v %v", a.Enrol, err)
	}
	if a.UseFactor("000000", now) || !a.UseFactor(app.Code(now), now) || a.UseFactor(app.Code(now), now) || !a.UseFactor(recovery[0], now) || a.UseFactor(recovery[0], now) {
		t.Error("the second factor is not what it was")
	}
	a = owner(t)
	a.Passkeys, a.Epoch = []account.Passkey{{ID: []byte("k")}}, 4
	if _, err := a.ResetOnly(account.LostPhone, now, rand.Reader); err != nil || !a.PasswordIs(good) || a.TOTP.Set() || len(a.Passkeys) > 0 || a.Epoch != 5 || a.CanSignIn() {
		t.Errorf("the phone is lost: %v", err)
	}
	bare := owner(t)
	bare.Password = ""
	if bare.MayLose(account.LostPassword) || bare.MayLose(account.LostPhone) || !bare.MayLose(account.LostAll) || bare.MayLose("x") {
		t.Error("something is said to stay in force that is not there")
	}
}

// What stands in a stored record must not make us spend a machine's memory.
func TestAHashThatAsksForTooMuchIsNone(t *testing.T) {
	a := owner(t)
	a.Password = "$argon2id$v=19$m=4294967295,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"
	if account.Judge(a, account.Attempt{Password: good, Code: a.TOTP.Code(now)}, now).In {
		t.Error("it let somebody in")
	}
}

func TestAnEnrolmentCodeCountsOnceAndForAWhile(t *testing.T) {
	a := owner(t)
	code, err := a.Reset(now, rand.Reader)
	if err != nil || a.CanSignIn() || a.Password != "" || a.TOTP.Set() {
		t.Fatalf("after a reset it signs in: %v (%v)", a.CanSignIn(), err)
	}
	typed := " " + strings.ToUpper(strings.ReplaceAll(code, "-", " "))
	if !a.MayEnrol(typed, now.Add(71*time.Hour)) || a.MayEnrol(code, now.Add(73*time.Hour)) || a.MayEnrol("", now) || a.MayEnrol(code[:10], now) {
		t.Errorf("%q counts wrongly", code)
	}
	hash, disabled := a.Enrol.Hash, a
	disabled.Disabled = now
	if disabled.MayEnrol(code, now) {
		t.Error("a disabled account is enrolled")
	}
	if !a.Enrolled(hash, now) || a.Enrolled(hash, now) || a.MayEnrol(code, now) {
		t.Error("it counts twice")
	}
	empty := owner(t)
	if empty.MayEnrol("", now) || empty.Enrolled(nil, now) {
		t.Error("no code is a code")
	}
}

func TestSessionsEnd(t *testing.T) {
	s := account.SignIn{Account: "ana", How: account.ByPasskey, Opened: now, Seen: now, Sure: now}
	for _, tt := range []struct {
		idle, at   time.Duration
		live, sure bool
	}{
		{0, 0, true, true}, {0, 299 * time.Second, true, true}, {0, 5 * time.Minute, true, false},
		{0, 15*time.Minute - time.Second, true, false}, {0, 15 * time.Minute, false, false},
		{11*time.Hour + 55*time.Minute, 12*time.Hour - time.Second, true, false}, {11*time.Hour + 55*time.Minute, 12 * time.Hour, false, false},
	} {
		s.Seen = now.Add(tt.idle)
		if got := s.Live(now.Add(tt.at)); got != tt.live {
			t.Errorf("used after %v, at %v: live %v", tt.idle, tt.at, got)
		}
		if got := s.SureNow(now.Add(tt.at)); got != tt.sure {
			t.Errorf("at %v: sure %v", tt.at, got)
		}
	}
	if (account.SignIn{}).Live(time.Time{}) {
		t.Error("the zero session is live")
	}
}

func TestEmergencyAccess(t *testing.T) {
	a := account.Account{ID: "ana", Roles: []account.Role{account.PrivacyOfficer}}
	s := account.SignIn{Account: "ana", How: account.ByPasskey}
	if s.Allows(a, account.Converse, now) || !s.Allows(a, account.SeeAudit, now) {
		t.Error("without it")
	}
	s.Glass = account.Glass{Until: now.Add(account.GlassFor)}
	if !s.Allows(a, account.Converse, now.Add(59*time.Minute)) || s.Allows(a, account.Converse, now.Add(time.Hour)) || s.Allows(a, account.BookVisits, now) || s.Allows(a, account.ManageAccounts, now) {
		t.Error("with it")
	}
	a.Roles = []account.Role{account.ScriptAdmin} // taken away meanwhile
	if s.Allows(a, account.Converse, now) {
		t.Error("it outlives the role")
	}
	if account.BreakingGlass(a, "somebody is in danger") == "" {
		t.Error("a role without it may")
	}
	a.Roles = []account.Role{account.Admin}
	if account.BreakingGlass(a, "   short ") == "" || account.BreakingGlass(a, strings.Repeat("x", 501)) == "" || account.BreakingGlass(a, "no nurse can be reached") != "" {
		t.Error("reasons")
	}
	if off := (account.Account{ID: "ana", Roles: a.Roles, Disabled: now}); s.Allows(off, account.SeeQueue, now) {
		t.Error("a disabled account may")
	}
	if s.How = account.ByCode; s.Allows(a, account.SeeQueue, now) {
		t.Error("an enrolment may")
	}
}

func TestKnownDevices(t *testing.T) {
	key, a := []byte("a key"), owner(t)
	mark := account.Device(key, a, "d1", now)
	if got := account.KnownDevice(key, a, []string{"rubbish", "a.b.c.d", mark}, now.Add(100*24*time.Hour)); got != "d1" {
		t.Errorf("it is %q", got)
	}
	other, reset := a, a
	other.ID = "ben"
	reset.Epoch++
	for name, got := range map[string]string{
		"another's":     account.KnownDevice(key, other, []string{mark, strings.Replace(mark, "ana", "ben", 1)}, now),
		"another key":   account.KnownDevice([]byte("b"), a, []string{mark}, now),
		"after a reset": account.KnownDevice(key, reset, []string{mark}, now),
		"too old":       account.KnownDevice(key, a, []string{mark}, now.Add(200*24*time.Hour)),
		"altered":       account.KnownDevice(key, a, []string{strings.Replace(mark, "d1", "d2", 1)}, now),
		"of nobody":     account.KnownDevice(key, account.Account{}, []string{mark, "..."}, now),
	} {
		if got != "" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// Least privilege, as the reference asks: who edits scripts, keeps accounts or audits
// sees no conversation.
func TestWhoSeesConversations(t *testing.T) {
	for _, r := range account.Roles {
		want := r != account.PrivacyOfficer && r != account.ScriptAdmin && r != account.Auditor && r != account.Admin
		if account.May([]account.Role{r}, account.Converse) != want {
			t.Errorf("%s: %v", r, !want)
		}
	}
	if account.May([]account.Role{account.Admin}, account.EditScripts) || !account.May([]account.Role{account.Admin, account.Counselor}, account.Converse) {
		t.Error("roles add up")
	}
}
