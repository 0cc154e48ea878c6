# A static binary in an empty image, run by nobody in particular.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o /nightdesk ./cmd/nightdesk
RUN mkdir -p /state /certs/redis /certs/desk

FROM scratch
# Twilio is called over TLS; times are told in the clinic's zone, which the
# binary brings itself.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /nightdesk /nightdesk
COPY config/clinic.example.yaml /etc/nightdesk/clinic.yaml
# The only place that nobody in particular may write to: mount a volume here and let
# NIGHTDESK_AUDIT_FILE name a file in it.
COPY --from=build --chown=65532:65532 /state /var/lib/nightdesk
# Where "certs /certs" of compose.yaml writes, into a volume for Redis and one for us.
COPY --from=build --chown=65532:65532 /certs /certs
USER 65532:65532
EXPOSE 8080
ENTRYPOINT ["/nightdesk"]
CMD ["serve", "--config", "/etc/nightdesk/clinic.yaml"]
