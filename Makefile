# One command for each thing a person does with the tree. Every target works on
# a bare Debian machine with Go; what a test needs is installed if it is missing.

GO       ?= go
LINT     := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.12.0
VULN     := golang.org/x/vuln/cmd/govulncheck@v1.9.0
FUZZTIME ?= 10s

# Tests and compilers make much that is soon forgotten: to look for it less often saves a
# fifth of their time.
test: export GOGC ?= 400

# A run that fails ends with the names of the tests that did. All is vetted once, before.
TEST := sh .ci/told $(GO) test -vet=off

# Packages in which nothing runs beside anything else: the race detector would only
# slow them down. Of flows only the library is shared; of the program those stories
# are raced in which servers, staff and people act at once, and of the other packages
# all but a few long tests (LONE). Most of a story is waiting, so several are told at a
# time.
ALONE := bot bot/engine bot/handoff bot/mask bot/safety bot/schedule bot/text config flows flows/clinic flows/release flows/transcript
LONE := ^TestEveryTamperingIsFound$$|^TestContractEmbedded$$/model|FHIR|^TestEveryPage|^TestTheGalleryDraws|^TestPasswordFieldsLet|^TestDaysOfTheClinic$$|^TestAWrongNumberIsLeftAlone$$|^TestAnswersAtNight$$|^TestARequestForAGroup$$
STORIES := -timeout 30m ./cmd/nightdesk
RACED := Serve|^TestDanger|ACase|Orders|AnOwner|TwoTexts|TwoMachines|TwoAdministratorsPublish|OfTwo|Queue|Alert
SHARED = $(filter-out nightdesk/cmd/nightdesk $(ALONE:%=nightdesk/%),$(shell $(GO) list ./...))

.PHONY: test lint vuln bench fuzz torture claims eval model tools build

# What CI runs, and what to run before a commit.
test: tools build
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo "gofmt the files above"; exit 1; }
	$(GO) vet ./...
	$(TEST) -race -timeout 30m -skip '$(LONE)' $(SHARED)
	$(TEST) -race -run Library ./flows
	$(TEST) $(ALONE:%=nightdesk/%)
	$(TEST) -race -run '$(RACED)' -parallel 4 $(STORIES)
	$(TEST) -skip '$(RACED)' -parallel 6 $(STORIES)
	$(TEST) -run 'Accessib|$(LONE)' ./bot/store ./bot/inbox ./webhooks/calendar ./webhooks/console
	$(GO) run ./bot/safety/train -check
	./nightdesk fmt --check flows/clinic
	./nightdesk check
	./nightdesk test

# The package map and the rest of .golangci.yml. The first run builds the linter.
lint:
	$(GO) run $(LINT) run ./...

# Known faults of libraries and of Go itself that code of ours can reach, by the Go
# team's list (https://vuln.go.dev), which is asked for as the Go module that it is made
# from. What it finds in the standard library is mended by a newer Go, for which
# GOTOOLCHAIN=go1.26.N make vuln.
vuln:
	$(GO) run $(VULN) -db "file://$$($(GO) mod download -json golang.org/x/vulndb@latest | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')/data/osv" ./...

# Figures, each beside what it is compared with, from one run.
bench: tools
	$(GO) test -run '^$$' -bench . -benchmem ./bot/... ./webhooks/... ./cmd/...

# Ten seconds for each fuzz target.
fuzz:
	@for p in $$($(GO) list ./...); do \
	  for f in $$($(GO) test -list '^Fuzz' $$p 2>/dev/null | grep '^Fuzz'); do \
	    echo "$$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) $$p || exit 1; \
	  done; done

# The whole crash soak: 150 kills of Redis and 150 of a server under load.
torture: tools
	TMPDIR=$${TMPDIR:-/tmp} TORTURE=full $(GO) test -run Torture -v -timeout 30m ./cmd/nightdesk

# 10,000 claims at once on the last seats of 50 slots: one server, Sentinel and
# Cluster with their master killed in the middle, and a build that checks no claim.
claims: tools
	TMPDIR=$${TMPDIR:-/tmp} CLAIMS=full $(GO) test -count=1 -run '^TestClaims' -v -timeout 20m ./bot/store

# What we understand of the labelled texts in the tree.
eval:
	$(GO) test -run 'Figures|Ordinary' -v ./bot/safety ./bot/answer | grep -v '^=== '

# The crisis screen's model, anew from its labelled texts, the must lists among them:
# after a change of any, run it. The same bytes each time.
model:
	$(GO) run ./bot/safety/train

# What the image holds.
build:
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '-s -w' -o nightdesk ./cmd/nightdesk

tools:
	@sh .ci/tools
