package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"nightdesk/bot/store"
	"nightdesk/config"
)

// auditCmd checks the audit log.
type auditCmd struct {
	Verify auditVerifyCmd `cmd:"" help:"Check that nothing was altered, taken out or put back."`
}

type auditVerifyCmd struct {
	Checkpoints string `help:"The file that NIGHTDESK_AUDIT_FILE names, from where it is kept." placeholder:"FILE"`
	Config      string `help:"The clinic's settings (default: ${default})." default:"clinic.yaml" placeholder:"FILE"`
}

// Help is the long help of the command.
func (auditVerifyCmd) Help() string {
	return `Every entry is sealed to the one before it within a minute, under a key that is
not in the store. The first entry that is not what was written is named with what
is wrong with it; then sessions and open cases are held against the log. What the
log alone cannot show, that its end was cut off or all of it written anew, shows
against the checkpoints: keep that file where whoever can write to Redis cannot
write to. A session or a case that was deleted in Redis, and opt-outs, are not held against the
log: backups and Redis' own access list guard these.`
}

// Run prints what it finds; anything wrong is exit status 1.
func (c *auditVerifyCmd) Run(ctx context.Context, std *streams) error {
	var checkpoints []store.Checkpoint
	if c.Checkpoints != "" {
		var err error
		if checkpoints, err = readCheckpoints(c.Checkpoints); err != nil {
			return err
		}
	}
	d, err := openDesk(ctx, std, c.Config)
	if err != nil {
		return err
	}
	defer d.Close()
	r, err := d.store.VerifyAudit(ctx, checkpoints)
	if err != nil {
		return err
	}
	fmt.Fprintf(std.out, "%d entries sealed and sound, %d not sealed yet, %d expired before them\n", r.Entries, r.Unsealed, r.Expired)
	if c.Checkpoints != "" {
		fmt.Fprintf(std.out, "%d of %d checkpoints agree%s\n", r.Checkpoints, len(checkpoints), othersOf(r, len(checkpoints)))
	} else {
		fmt.Fprintln(std.out, "no checkpoints were given: a log that was cut off at its end would look sound")
	}
	if f := r.First; f != nil {
		at := f.ID
		if at == "" {
			at = fmt.Sprintf("after %s", f.After)
		}
		fmt.Fprintf(std.out, "BAD   entry %d (%s): %s\n", f.N, at, f.What)
		fmt.Fprintln(std.out, altered)
		return errProblems
	}
	fmt.Fprintf(std.out, "%d sessions and cases are as they were stored last\n", r.Records)
	for _, b := range r.Bad {
		fmt.Fprintf(std.out, "BAD   %s %s: %s: version %d was stored, %d is there\n", b.Kind, b.Key, b.What, b.Audited, b.Found)
	}
	if len(r.Bad) > 0 {
		fmt.Fprintln(std.out, altered)
		return errProblems
	}
	return nil
}

// othersOf says what became of the checkpoints that were not found to agree.
func othersOf(r store.AuditReport, given int) string {
	switch {
	case r.Checkpoints == given:
		return ""
	case r.First != nil:
		return "; the check ended where the log is wrong"
	default:
		return "; the others are of what has expired"
	}
}

// altered is what comes after the first bad line: the one thing not to do is to go on.
const altered = "next: somebody or something wrote to Redis beside nightdesk. Copy Redis' files and the checkpoints as they are, tell the privacy officer, and look at nightdesk affected --help"

func readCheckpoints(path string) ([]store.Checkpoint, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read the checkpoints: %w (mend: give the file that NIGHTDESK_AUDIT_FILE names; serve makes it within a minute)", err)
	}
	defer f.Close()
	var all []store.Checkpoint
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		c, err := store.ParseCheckpoint(lines.Text())
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w (mend: give the file that NIGHTDESK_AUDIT_FILE names)", path, n, err)
		}
		all = append(all, c)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read the checkpoints: %w", err)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s: it holds no checkpoint (mend: serve adds one within a minute of the first entry; if it held some before, find out who emptied it)", path)
	}
	return all, nil
}

// records are a clinic's store, for commands that look at it or mend it.
type records struct {
	clinic config.Clinic
	store  *store.Store
	keys   store.Keyset
}

// Close gives up the connections.
func (d *records) Close() { _ = d.store.Close() }

// openDesk reads clinic.yaml and the environment, and opens the store of both.
func openDesk(ctx context.Context, std *streams, path string) (*records, error) {
	clinic, problems := config.Load(path)
	if len(problems) > 0 {
		printProblems(std.err, problems)
		return nil, errProblems
	}
	process, keys, err := keysetOf(std)
	if err != nil {
		return nil, err
	}
	st, err := store.Open(ctx, storeOptions(clinic, process, keys))
	if err != nil {
		return nil, err
	}
	return &records{clinic: clinic, store: st, keys: keys}, nil
}

// storeOptions are those of a clinic's store, for serve and for every command.
func storeOptions(c config.Clinic, p config.Process, keys store.Keyset) store.Options {
	return store.Options{URL: p.RedisURL.Reveal(), TLS: p.RedisTLS(), Clinic: c.ID, Keys: keys, Retention: c.Retention.Thread,
		KeepAudit: c.Retention.Audit, KeepConsent: c.Retention.Consent, KeepCrisis: c.Retention.Crisis,
		Redact: c.Texting.Redact}
}

// sealEvery is how often the audit log is sealed. Every replica does it, so that
// each keeps checkpoints of its own: what one has sealed costs the others a look.
const sealEvery = time.Minute

// sealAudit seals the audit log until ctx ends, and keeps a checkpoint outside of
// the store whenever there is something new.
func (p *program) sealAudit(ctx context.Context) {
	var kept int64
	for tick := time.NewTicker(sealEvery); ; {
		if end, err := p.sealOnce(ctx, kept); err != nil && ctx.Err() == nil {
			p.s.log.Error("the audit log is not sealed, or its checkpoint is not kept", "err", err)
		} else {
			kept = max(kept, end)
		}
		select {
		case <-ctx.Done():
			tick.Stop()
			return
		case <-tick.C:
		}
	}
}

// sealOnce seals what is new and returns the number of the last entry that has a
// checkpoint.
func (p *program) sealOnce(ctx context.Context, kept int64) (int64, error) {
	_, end, err := p.s.store.SealAudit(ctx)
	if err != nil || end.N <= kept {
		return 0, err
	}
	if p.s.process.AuditFile == "" {
		return end.N, nil
	}
	return end.N, keepCheckpoint(p.s.process.AuditFile, end)
}

// keepCheckpoint adds a line to the file of checkpoints and waits until it is on
// the disk.
func keepCheckpoint(path string, c store.Checkpoint) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("keep a checkpoint: %w (mend: NIGHTDESK_AUDIT_FILE names a file that can be added to)", err)
	}
	_, err = fmt.Fprintln(f, c)
	return errors.Join(err, f.Sync(), f.Close())
}
