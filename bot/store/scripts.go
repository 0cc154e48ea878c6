package store

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/redis/go-redis/v9"

	"nightdesk/bot/store/internal/guard"
)

// The scripts. Each file documents its KEYS, ARGV and what it returns.
var (
	//go:embed lua/prelude.lua
	preludeLua string
	//go:embed lua/months.lua
	monthsLua string
	//go:embed lua/refused.lua
	refusedLua string
	//go:embed lua/redact.lua
	redactLua string
	//go:embed lua/cells.lua
	cellsLua string
	//go:embed lua/commit.lua
	commitLua string
	//go:embed lua/claim_wakes.lua
	claimWakesLua string
	//go:embed lua/claim_sends.lua
	claimSendsLua string
	//go:embed lua/finish_send.lua
	finishSendLua string
	//go:embed lua/receipt.lua
	receiptLua string
	//go:embed lua/claim_redactions.lua
	claimRedactionsLua string
	//go:embed lua/finish_redaction.lua
	finishRedactionLua string
	//go:embed lua/seal_audit.lua
	sealAuditLua string
	//go:embed lua/trim_audit.lua
	trimAuditLua string
	//go:embed lua/headers.lua
	headersLua string
	//go:embed lua/reseal.lua
	resealLua string
	//go:embed lua/purge_consents.lua
	purgeConsentsLua string
	//go:embed lua/purge_waits.lua
	purgeWaitsLua string
	//go:embed lua/forget.lua
	forgetLua string
	//go:embed lua/move_consents.lua
	moveConsentsLua string
	//go:embed lua/applied.lua
	appliedLua string
	//go:embed lua/lease.lua
	leaseLua string
	//go:embed lua/set_rota.lua
	setRotaLua string
	//go:embed lua/set_releases.lua
	setReleasesLua string
	//go:embed lua/save_script.lua
	saveScriptLua string
	//go:embed lua/save_draft.lua
	saveDraftLua string
	//go:embed lua/drop_draft.lua
	dropDraftLua string
	//go:embed lua/forward.lua
	forwardLua string
	//go:embed lua/save_account.lua
	saveAccountLua string
	//go:embed lua/save_signin.lua
	saveSignInLua string
	//go:embed lua/end_signins.lua
	endSignInsLua string
	//go:embed lua/spend.lua
	spendLua string
	//go:embed lua/used_signin.lua
	usedSignInLua string

	commitScript          = newScript(monthsLua, redactLua, cellsLua, commitLua)
	claimWakesScript      = newScript(claimWakesLua)
	claimSendsScript      = newScript(claimSendsLua)
	finishSendScript      = newScript(refusedLua, finishSendLua)
	receiptScript         = newScript(refusedLua, redactLua, receiptLua)
	claimRedactionsScript = newScript(claimRedactionsLua)
	finishRedactionScript = newScript(finishRedactionLua)
	purgeConsentsScript   = newScript(purgeConsentsLua)
	purgeWaitsScript      = newScript(purgeWaitsLua)
	forgetScript          = newScript(forgetLua)
	moveConsentsScript    = newScript(moveConsentsLua)
	headersScript         = newScript(headersLua)
	resealScript          = newScript(resealLua)
	sealAuditScript       = newScript(sealAuditLua)
	trimAuditScript       = newScript(trimAuditLua)
	appliedScript         = newScript(monthsLua, appliedLua)
	leaseScript           = newScript(leaseLua)
	setRotaScript         = newScript(setRotaLua)
	setReleasesScript     = newScript(setReleasesLua)
	saveScriptScript      = newScript(saveScriptLua)
	saveDraftScript       = newScript(saveDraftLua)
	dropDraftScript       = newScript(dropDraftLua)
	forwardScript         = newScript(forwardLua)
	saveAccountScript     = newScript(saveAccountLua)
	saveSignInScript      = newScript(saveSignInLua)
	endSignInsScript      = newScript(endSignInsLua)
	spendScript           = newScript(spendLua)
	usedSignInScript      = newScript(usedSignInLua)
)

// newScript puts the build's guards and the prelude in front of a source.
func newScript(parts ...string) *script {
	src := fmt.Sprintf("local check = {dedup = %t, version = %t, claim = %t, lookup = %t}\n",
		guard.Dedup, guard.Version, guard.Claim, guard.Lookup) + preludeLua + strings.Join(parts, "\n")
	return &script{src: src, sha: redis.NewScript(src).Hash()}
}

// script is a source and the SHA-1 that EVALSHA knows it by.
type script struct{ src, sha string }
