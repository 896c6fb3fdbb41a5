/** Who makes a request, as far as it was proven. */
export type Caller =
  | { kind: 'anonymous' }
  | {
      kind: 'member'
      tenantId: string
      memberId: string
      loginId: string
      name: string
      permissions: ReadonlySet<string>
      sessionHash: Buffer
      /** Who vouched for them: this installation, or the tenant's own identity provider. */
      method: 'password' | 'oidc'
      /** The tenant asks for a second factor that is not there yet: nothing is permitted before. */
      secondFactorDue: boolean
    }
  | { kind: 'api-key'; tenantId: string; apiKeyId: string; name: string; permissions: ReadonlySet<string> }
  | {
      kind: 'customer'
      tenantId: string
      customerId: string
      channelId: string
      conversationId: string
      /** When a signed identity or a code was verified in the request that gave out their token; absent where none was. */
      provenAt?: Date
      /** It was proven by a one-time code: the token itself is what a page that is loaded again goes on with. */
      byCode?: true
      /** When they last entered a one-time code with this conversation's token, beside whatever proved them. */
      codeAt?: Date
      name?: string
    }

export type StaffCaller = Extract<Caller, { kind: 'member' | 'api-key' }>
export type MemberCaller = Extract<Caller, { kind: 'member' }>
export type CustomerCaller = Extract<Caller, { kind: 'customer' }>
