/** How a company's server signs who its customer is; each needs nothing installed but what is named. */
export const identityExamples: readonly { name: string; text: string }[] = [
  {
    name: 'Node.js',
    text: `import { createHmac } from 'node:crypto'

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

function identityOf(customer, secret) {
  const now = Math.floor(Date.now() / 1000)
  const content = encode({ alg: 'HS256', typ: 'JWT' }) + '.' +
    encode({ sub: customer.id, name: customer.name, email: customer.email, exp: now + 300 })
  return content + '.' + createHmac('sha256', secret).update(content).digest('base64url')
}`,
  },
  {
    name: 'Python',
    text: `import base64, hashlib, hmac, json, time

def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

def identity_of(customer, secret: str) -> str:
    header = encode(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    claims = encode(json.dumps({"sub": customer.id, "name": customer.name,
                                "email": customer.email, "exp": int(time.time()) + 300}).encode())
    content = f"{header}.{claims}"
    return content + "." + encode(hmac.new(secret.encode(), content.encode(), hashlib.sha256).digest())`,
  },
  {
    name: 'PHP',
    text: `function encode(string $data): string {
    return rtrim(strtr(base64_encode($data), '+/', '-_'), '=');
}

function identityOf(object $customer, string $secret): string {
    $content = encode(json_encode(['alg' => 'HS256', 'typ' => 'JWT'])) . '.' .
        encode(json_encode(['sub' => $customer->id, 'name' => $customer->name,
                            'email' => $customer->email, 'exp' => time() + 300]));
    return $content . '.' . encode(hash_hmac('sha256', $content, $secret, true));
}`,
  },
  {
    name: 'Java',
    text: `static String identityOf(String id, String name, String secret) throws Exception {
    var encoder = java.util.Base64.getUrlEncoder().withoutPadding();
    // Escape quotes in real names, or use your JSON library.
    var claims = "{\\"sub\\":\\"" + id + "\\",\\"name\\":\\"" + name + "\\",\\"exp\\":" + (System.currentTimeMillis() / 1000 + 300) + "}";
    var content = encoder.encodeToString("{\\"alg\\":\\"HS256\\",\\"typ\\":\\"JWT\\"}".getBytes("UTF-8"))
        + "." + encoder.encodeToString(claims.getBytes("UTF-8"));
    var mac = javax.crypto.Mac.getInstance("HmacSHA256");
    mac.init(new javax.crypto.spec.SecretKeySpec(secret.getBytes("UTF-8"), "HmacSHA256"));
    return content + "." + encoder.encodeToString(mac.doFinal(content.getBytes("UTF-8")));
}`,
  },
  {
    name: 'Go',
    text: `func identityOf(id, name, secret string) (string, error) {
	claims, err := json.Marshal(map[string]any{"sub": id, "name": name, "exp": time.Now().Unix() + 300})
	if err != nil {
		return "", err
	}
	encode := base64.RawURLEncoding.EncodeToString
	content := encode([]byte(\`{"alg":"HS256","typ":"JWT"}\`)) + "." + encode(claims)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(content))
	return content + "." + encode(mac.Sum(nil)), nil
}`,
  },
]
