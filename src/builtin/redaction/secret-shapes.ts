// What secrets look like, as data: each shape with an example, which the tests run. `redact.ts` applies them in this order.

export interface SecretShape {
  /** Stands in the place of the secret: `[redacted:github-token]`. */
  readonly kind: string;
  /** Texts without one of these, in lower case, are not searched. */
  readonly hints: readonly string[];
  /** Global. The group `secret` is what is taken out, or the whole match without such a group. */
  readonly pattern: RegExp;
  /** Made of letters that are nobody's secret. */
  readonly example: string;
}

const END = String.raw`(?![A-Za-z0-9_-])`;
const START = String.raw`(?<![A-Za-z0-9_-])`;
const token = (body: string): RegExp => new RegExp(`${START}${body}${END}`, "g");

export const SECRET_SHAPES: readonly SecretShape[] = [
  {
    kind: "private-key",
    hints: ["private key"],
    pattern:
      /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:(?!-----BEGIN)[^])*?(?:-----END (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----|$)/g,
    example: "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----",
  },
  {
    kind: "jwt",
    hints: ["eyj"],
    pattern: token("eyJ[A-Za-z0-9_-]{8,}\\.eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{10,}"),
    example: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N",
  },
  {
    kind: "aws-access-key",
    hints: ["akia", "asia", "abia", "acca"],
    pattern: token("(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}"),
    example: "AKIAIOSFODNN7EXAMPLE",
  },
  {
    kind: "aws-secret-key",
    hints: ["aws", "secret"],
    pattern: /aws.{0,30}?(?:secret|sk).{0,30}?[=:"'\s](?<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])/gi,
    example: "aws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00",
  },
  {
    kind: "github-token",
    hints: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"],
    pattern: token("(?:gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})"),
    example: "ghp_aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789",
  },
  {
    kind: "gitlab-token",
    hints: ["gl"],
    pattern: token("gl(?:pat|ptt|dt|rt|cbt|agent|soat|ft|imt)-[A-Za-z0-9_-]{20,64}"),
    example: "glpat-aBcDeFgHiJkLmNoPqRsT",
  },
  {
    kind: "slack-token",
    hints: ["xox", "xapp-"],
    pattern: token("(?:xox[abeoprs]-[A-Za-z0-9-]{10,250}|xapp-\\d-[A-Za-z0-9-]{10,250})"),
    example: "xoxb-123456789012-aBcDeFgHiJkL",
  },
  {
    kind: "slack-webhook",
    hints: ["hooks.slack.com"],
    pattern: /https:\/\/hooks\.slack\.com\/(?:services|workflows)\/[A-Za-z0-9/_-]{20,}/g,
    example: "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXX",
  },
  {
    kind: "discord-webhook",
    hints: ["/api/webhooks/"],
    pattern: /https:\/\/(?:\w+\.)?discord(?:app)?\.com\/api\/webhooks\/\d{6,}\/[A-Za-z0-9_-]{20,}/g,
    example: "https://discord.com/api/webhooks/1234567890/aBcDeFgHiJkLmNoPqRsTuVwXyZ",
  },
  {
    kind: "stripe-key",
    hints: ["k_live_", "k_test_", "whsec_"],
    pattern: token("(?:(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,255}|whsec_[A-Za-z0-9+/=]{20,100})"),
    example: "sk_live_aBcDeFgHiJkLmNoPqRsTuVwX",
  },
  {
    kind: "anthropic-key",
    hints: ["sk-ant-"],
    pattern: token("sk-ant-[A-Za-z0-9_-]{20,200}"),
    example: "sk-ant-api03-aBcDeFgHiJkLmNoPqRsTuVwXyZ",
  },
  {
    kind: "openai-key",
    hints: ["sk-"],
    pattern: token("sk-(?:proj-|svcacct-|admin-|None-)?(?=[A-Za-z_-]*\\d)[A-Za-z0-9_-]{20,200}"),
    example: "sk-proj-aBcDeFgHiJkLmNoP0123456789",
  },
  {
    kind: "google-api-key",
    hints: ["aiza"],
    pattern: token("AIza[A-Za-z0-9_-]{35}"),
    example: "AIzaSyA0123456789aBcDeFgHiJkLmNoPqRsTuV",
  },
  {
    kind: "google-token",
    hints: ["ya29.", "gocspx-"],
    pattern: token("(?:ya29\\.[A-Za-z0-9_-]{20,500}|GOCSPX-[A-Za-z0-9_-]{28})"),
    example: "ya29.aBcDeFgHiJkLmNoPqRsTuVwXyZ",
  },
  {
    kind: "npm-token",
    hints: ["npm_"],
    pattern: token("npm_[A-Za-z0-9]{36}"),
    example: "npm_aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789",
  },
  {
    kind: "pypi-token",
    hints: ["pypi-"],
    pattern: token("pypi-[A-Za-z0-9_-]{50,}"),
    example: "pypi-AgEIcHlwaS5vcmcCJGFCY0RlRmdIaUprTG1Ob1BxUnNUdVZ3WHlaMDEyMzQ1",
  },
  {
    kind: "huggingface-token",
    hints: ["hf_"],
    pattern: token("hf_[A-Za-z0-9]{30,50}"),
    example: "hf_aBcDeFgHiJkLmNoPqRsTuVwXyZaBcDeFgH",
  },
  {
    kind: "sendgrid-key",
    hints: ["sg."],
    pattern: token("SG\\.[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{32,64}"),
    example: "SG.aBcDeFgHiJkLmNoPqRsTuV.aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789aBcDeFg",
  },
  { kind: "twilio-key", hints: ["sk"], pattern: token("SK[0-9a-f]{32}"), example: "SK0123456789abcdef0123456789abcdef" },
  {
    kind: "telegram-token",
    hints: [":aa"],
    pattern: token("\\d{8,10}:AA[A-Za-z0-9_-]{32,34}"),
    example: "123456789:AAaBcDeFgHiJkLmNoPqRsTuVwXyZ01234567",
  },
  {
    kind: "digitalocean-token",
    hints: ["do"],
    pattern: token("do[opr]_v1_[a-f0-9]{64}"),
    example: "dop_v1_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
  },
  {
    kind: "shopify-token",
    hints: ["shp"],
    pattern: token("shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}"),
    example: "shpat_0123456789abcdef0123456789abcdef",
  },
  {
    kind: "vault-token",
    hints: ["hv"],
    pattern: token("hv[sbr]\\.[A-Za-z0-9_-]{24,200}"),
    example: "hvs.aBcDeFgHiJkLmNoPqRsTuVwX",
  },
  {
    kind: "linear-key",
    hints: ["lin_"],
    pattern: token("lin_(?:api|oauth)_[A-Za-z0-9]{32,64}"),
    example: "lin_api_aBcDeFgHiJkLmNoPqRsTuVwXyZ012345",
  },
  {
    kind: "age-key",
    hints: ["age-secret-key-"],
    pattern: /AGE-SECRET-KEY-1[A-Z0-9]{58}/g,
    example: "AGE-SECRET-KEY-1QQPQYTG0QPQYTG0QPQYTG0QPQYTG0QPQYTG0QPQYTG0QPQYTG0QPQYTG0Q",
  },
  {
    kind: "azure-key",
    hints: ["accountkey=", "sharedaccesskey="],
    pattern: /(?:AccountKey|SharedAccessKey)=(?<secret>[A-Za-z0-9+/]{40,90}={0,2})/gi,
    example: "AccountKey=aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789aBcDeFgHiJkLmNoP==",
  },
  {
    kind: "password-in-address",
    hints: ["://"],
    pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/?#"'<>]{0,100}:(?<secret>[^\s@/?#"'<>${}*[\]]{3,200})@/gi,
    example: "postgres://app:hunter2hunter2@db.example.com/shop",
  },
  {
    kind: "authorization",
    hints: ["bearer", "basic", "authorization"],
    pattern:
      /\b(?:authorization["']?\s{0,3}[:=]\s{0,3}["']?\s{0,3}(?:bearer|basic|token)|bearer)\s{1,3}(?<secret>(?=[A-Za-z_~+/-]{0,200}\d)[A-Za-z0-9._~+/-]{16,4000}={0,2})/gi,
    example: "Authorization: Bearer aBcDeFgHiJ0123456789",
  },
  {
    kind: "assigned-secret",
    hints: ["pass", "pwd", "secret", "token", "key", "credential"],
    pattern:
      /(?<![A-Za-z0-9])[A-Za-z0-9_.-]{0,40}?(?:password|passwd|pwd|secret|api[_-]?key|access[_-]?key|auth[_-]?token|access[_-]?token|refresh[_-]?token|private[_-]?key|client[_-]?secret|credential)[A-Za-z0-9_-]{0,20}["']?\s{0,3}(?:=>|:=|[:=])\s{0,3}(?:"(?<secret>[^"\n]{6,400})"|'(?<quoted>[^'\n]{6,400})'|(?<bare>(?=[^\s"'`]{0,400}[0-9])(?=[^\s"'`]{0,400}[A-Za-z])[^\s"'`,;)}&<>]{8,400}))/gi,
    example: 'password = "correct-horse-7"',
  },
];
