package console

import (
	"errors"
	"net/http"

	"nightdesk/bot/account"
)

// emergencyRoutes are for emergency access to conversations (45 CFR 164.312(a)(2)(ii)).
func (c *Console) emergencyRoutes() []route {
	if c.o.Door == nil {
		return nil
	}
	return []route{
		{method: http.MethodGet, path: Path + "/emergency", need: account.BreakGlass, handle: (*visit).emergencyPage},
		{method: http.MethodPost, path: Path + "/emergency", need: account.BreakGlass, handle: (*visit).emergencyForm},
		{method: http.MethodPost, path: Path + "/emergency/end", need: account.BreakGlass, handle: (*visit).emergencyEnd},
	}
}

// emergencyData is what the page shows.
type emergencyData struct {
	Glass account.Glass // in force, or zero
	Say   string
	Text  string
}

func (v *visit) emergencyPage() error {
	d := emergencyData{}
	if v.session.GlassNow(v.now) {
		d.Glass = v.session.Glass
	} else if ok, err := v.sure(Path + "/emergency"); !ok {
		return err
	}
	return v.render("emergency", d)
}

// emergencyForm opens conversations for an hour. The entry of the audit log and the
// session are one step; those who watch are told in any case.
func (v *visit) emergencyForm() error {
	if ok, err := v.sure(Path + "/emergency"); !ok {
		return err
	}
	reason := v.form("reason")
	if say := account.BreakingGlass(v.account, reason); say != "" {
		return v.renderStatus(http.StatusUnprocessableEntity, "emergency", emergencyData{Say: say, Text: reason})
	}
	// First told, then opened: nobody gets in unseen because a step failed.
	if err := v.tellWatchers(account.Notice{Kind: account.NoticeGlass, At: v.now, Who: v.account.ID, Text: reason}); err != nil {
		return err
	}
	x := v.session
	x.Glass = account.Glass{Until: v.now.Add(account.GlassFor), Reason: reason}
	if _, err := v.c.o.Door.SaveSignIn(v.r.Context(), x, &account.Act{By: v.account.ID, Note: "break_glass", Detail: reason}); err != nil {
		return signInGone(err)
	}
	v.flash("Conversations are open to you for an hour. The privacy officer and the administrators were told.")
	return v.redirect(Path + "/")
}

func (v *visit) emergencyEnd() error {
	x := v.session
	x.Glass = account.Glass{}
	_, err := v.c.o.Door.SaveSignIn(v.r.Context(), x, &account.Act{By: v.account.ID, Note: "break_glass_ended"})
	if err != nil && !errors.Is(err, account.ErrEnded) {
		return signInGone(err)
	}
	v.flash("Emergency access has ended.")
	return v.redirect(Path + "/account")
}
