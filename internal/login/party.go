package login

import (
	"context"
	"crypto/ecdsa"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"golang.org/x/oauth2"
	"golang.org/x/sync/singleflight"
)

// party is us as the relying party of one issuer.
type party struct {
	Provider
	name, title string
	login       *Login

	group singleflight.Group
	mu    sync.Mutex
	meta  *metadata
}

// metadata is what the issuer's discovery document says.
type metadata struct {
	PAR        string `json:"pushed_authorization_request_endpoint"`
	EndSession string `json:"end_session_endpoint"`
	JWKS       string `json:"jwks_uri"`
	// NamesItself is set when callbacks carry the issuer's name (RFC 9207).
	NamesItself bool `json:"authorization_response_iss_parameter_supported"`
	Lab         bool `json:"lab"`

	endpoint oauth2.Endpoint
	keys     *keySet
	verifier *oidc.IDTokenVerifier
	read     time.Time
}

// metadataFresh is how long a discovery document is used before it is read again. An older one is used when that fails.
const metadataFresh = 24 * time.Hour

// discover returns the issuer's metadata, read when first needed.
func (p *party) discover(ctx context.Context) (*metadata, error) {
	p.mu.Lock()
	meta := p.meta
	p.mu.Unlock()
	if meta != nil && p.login.Now().Sub(meta.read) < metadataFresh {
		return meta, nil
	}
	read, err, _ := p.group.Do("", func() (any, error) { return p.readMetadata(context.WithoutCancel(ctx)) })
	if err != nil {
		if meta != nil {
			return meta, nil
		}
		p.login.Log.WarnContext(ctx, "issuer does not answer", "provider", p.name)
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.meta = read.(*metadata)
	return p.meta, nil
}

func (p *party) readMetadata(ctx context.Context) (*metadata, error) {
	found, err := oidc.NewProvider(oidc.ClientContext(ctx, p.login.HTTP), p.Issuer)
	if err != nil {
		return nil, fmt.Errorf("discovery of %s: %w", p.Issuer, err)
	}
	meta := &metadata{endpoint: found.Endpoint(), read: p.login.Now()}
	if err := found.Claims(meta); err != nil {
		return nil, fmt.Errorf("discovery of %s: %w", p.Issuer, err)
	}
	// SECURITY: outside the lab a simulator is no issuer, and nothing is sent in the clear.
	if !p.login.Lab {
		for _, address := range []string{meta.PAR, meta.JWKS, meta.endpoint.AuthURL, meta.endpoint.TokenURL} {
			if meta.Lab || !strings.HasPrefix(address, "https://") {
				return nil, fmt.Errorf("discovery of %s: a lab's issuer or an endpoint that is not https", p.Issuer)
			}
		}
	}
	if meta.PAR == "" {
		return nil, fmt.Errorf("discovery of %s: no endpoint for pushed requests", p.Issuer)
	}
	meta.endpoint.AuthStyle = oauth2.AuthStyleInParams
	meta.keys = &keySet{url: meta.JWKS, client: p.login.HTTP, now: p.login.Now}
	meta.verifier = oidc.NewVerifier(p.Issuer, meta.keys, &oidc.Config{
		ClientID: p.ClientID, Now: p.login.Now, SupportedSigningAlgs: []string{string(jose.RS256), string(jose.ES256)},
	})
	return meta, nil
}

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// assertion is our signed statement of who we are, for one request (private_key_jwt, RFC 7523).
func (p *party) assertion() (string, error) {
	algorithm := jose.RS256
	if _, elliptic := p.Key.Key.(*ecdsa.PrivateKey); elliptic {
		algorithm = jose.ES256
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: p.Key}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return "", fmt.Errorf("client key for %s: %w", p.Issuer, err)
	}
	now := p.login.Now()
	text, err := jwt.Signed(signer).Claims(jwt.Claims{
		Issuer: p.ClientID, Subject: p.ClientID, Audience: jwt.Audience{p.Issuer}, ID: secret(),
		IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(time.Minute)),
	}).Serialize()
	if err != nil {
		return "", fmt.Errorf("client key for %s: %w", p.Issuer, err)
	}
	return text, nil
}

// push sends the parameters of an authorization to the issuer and returns the name to use for them (RFC 9126).
func (p *party) push(ctx context.Context, meta *metadata, form url.Values) (string, error) {
	assertion, err := p.assertion()
	if err != nil {
		return "", err
	}
	form.Set("client_assertion_type", assertionType)
	form.Set("client_assertion", assertion)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, meta.PAR, strings.NewReader(form.Encode()))
	if err != nil {
		return "", fmt.Errorf("pushed request: %w", err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := p.login.HTTP.Do(req)
	if err != nil {
		return "", fmt.Errorf("pushed request: %w", err)
	}
	defer res.Body.Close()
	var answer struct {
		RequestURI string `json:"request_uri"`
		Error      string `json:"error"`
	}
	if err := json.NewDecoder(io.LimitReader(res.Body, 64<<10)).Decode(&answer); err != nil || answer.RequestURI == "" {
		return "", fmt.Errorf("pushed request: status %d %.40q", res.StatusCode, answer.Error)
	}
	return answer.RequestURI, nil
}

// claims are those of an id_token that we use.
type claims struct {
	Pid     string          `json:"pid"`
	Acr     string          `json:"acr"`
	Name    string          `json:"name"`
	Locale  string          `json:"locale"`
	Sid     string          `json:"sid"`
	Lab     bool            `json:"lab"`
	Details json.RawMessage `json:"authorization_details"`
}

// errToken says that the issuer's answer can not be trusted or used.
var errToken = errors.New("the id_token is not acceptable")

// redeem exchanges the code for an id_token and checks it: signature, issuer, audience, expiry, nonce. The level of
// assurance is the caller's to check.
func (p *party) redeem(ctx context.Context, meta *metadata, code string, f flow) (string, claims, error) {
	assertion, err := p.assertion()
	if err != nil {
		return "", claims{}, err
	}
	client := oauth2.Config{ClientID: p.ClientID, RedirectURL: p.callbackURL(), Endpoint: meta.endpoint}
	token, err := client.Exchange(oidc.ClientContext(ctx, p.login.HTTP), code,
		oauth2.VerifierOption(f.Verifier),
		oauth2.SetAuthURLParam("client_assertion_type", assertionType),
		oauth2.SetAuthURLParam("client_assertion", assertion))
	if err != nil {
		var answer *oauth2.RetrieveError
		if errors.As(err, &answer) { // its text holds the whole answer
			return "", claims{}, fmt.Errorf("token endpoint: status %d %.40q", answer.Response.StatusCode, answer.ErrorCode)
		}
		return "", claims{}, fmt.Errorf("token endpoint: %w", err)
	}
	raw, _ := token.Extra("id_token").(string)
	verified, err := meta.verifier.Verify(ctx, raw)
	if err != nil {
		return "", claims{}, fmt.Errorf("%w: %w", errToken, err)
	}
	var c claims
	if err := verified.Claims(&c); err != nil {
		return "", claims{}, errToken
	}
	if !same(verified.Nonce, f.Nonce) || verified.IssuedAt.After(p.login.Now().Add(leeway)) || c.Lab && !p.login.Lab {
		return "", claims{}, errToken
	}
	return raw, c, nil
}

func (p *party) callbackURL() string { return p.login.PublicURL + "/login/callback/" + p.name }
