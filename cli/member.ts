import { z } from 'zod'
import { builtInRole } from '../contract/index.ts'
import { randomPassword, resetPassword, resetSecondFactor } from '../server/tenants/index.ts'
import { type Command, type CommandInput, required, UsageError } from './command.ts'
import { tenantIdOf, withInstallation } from './installation.ts'

const shortestPassword = 10

export const memberCommand: Command = {
  summary: 'Add a member, or give one another password; for an admin who is locked out',
  usage:
    'add --tenant TENANT --email E --role ROLE [--name N] | password --email E | drop-second-factor --email E',
  options: {
    tenant: { type: 'string', value: 'TENANT', meaning: 'short name of the tenant (add)' },
    email: { type: 'string', value: 'EMAIL', meaning: 'what the member signs in with' },
    role: { type: 'string', value: 'ROLE', meaning: `${builtInRole.options.join(', ')} (add)` },
    name: { type: 'string', value: 'NAME', meaning: 'how the member is shown (add); the e-mail when absent' },
    password: {
      type: 'string',
      value: 'PASSWORD',
      meaning: `at least ${shortestPassword} characters; a random one is made up and shown when absent`,
    },
  },
  explanation: `A person has one password for all tenants of the installation: add leaves the password of a known e-mail as it is.
password also unlocks the login and ends all its sessions.
drop-second-factor lets somebody in who lost phone and recovery codes.`,
  async run(input) {
    const [action, more] = input.words
    if (more !== undefined) throw new UsageError(`"${more}" is one word too many.`)
    if (action === 'add') return add(input)
    if (action === 'password') return changePassword(input)
    if (action === 'drop-second-factor') return dropSecondFactor(input)
    throw new UsageError('Say add, password or drop-second-factor.')
  },
}

async function add(input: CommandInput): Promise<number> {
  const tenant = required(input, 'tenant', 'TENANT')
  const email = readEmail(input)
  const role = builtInRole.safeParse(required(input, 'role', 'ROLE'))
  if (!role.success) throw new UsageError(`--role must be one of ${builtInRole.options.join(', ')}.`)
  const { password, random } = readPassword(input)
  const { member, known } = await withInstallation(input, async ({ modules }) => {
    const tenantId = await tenantIdOf(modules, tenant)
    const known = await modules.signIns.knows(email)
    const name = input.text('name') ?? email
    return {
      member: await modules.members.add('system', tenantId, { email, name, role: role.data, password }),
      known,
    }
  })
  say(input, { member, ...(random && !known ? { password } : {}) }, [
    `${email} is a member of ${tenant} now, as ${role.data}.`,
    ...(known
      ? ['The e-mail was known already: its password stays as it is.']
      : random
        ? [`Password, shown this once: ${password}`]
        : []),
  ])
  return 0
}

async function changePassword(input: CommandInput): Promise<number> {
  const email = readEmail(input)
  const { password, random } = readPassword(input)
  const { tenants } = await withInstallation(input, ({ modules }) => resetPassword(modules, email, password))
  say(input, { email, tenants, ...(random ? { password } : {}) }, [
    `The password of ${email} was changed; all its sessions have ended.`,
    ...(random ? [`Password, shown this once: ${password}`] : []),
  ])
  return 0
}

async function dropSecondFactor(input: CommandInput): Promise<number> {
  const email = readEmail(input)
  const { tenants } = await withInstallation(input, ({ modules }) => resetSecondFactor(modules, email))
  say(input, { email, tenants }, [`${email} signs in without a second factor now.`])
  return 0
}

function say(input: CommandInput, object: unknown, lines: readonly string[]): void {
  process.stdout.write(input.flag('json') ? `${JSON.stringify(object, null, 2)}\n` : `${lines.join('\n')}\n`)
}

function readEmail(input: CommandInput): string {
  const email = required(input, 'email', 'EMAIL')
  if (!z.email().safeParse(email).success) throw new UsageError(`"${email}" is no e-mail address.`)
  return email
}

function readPassword(input: CommandInput): { password: string; random: boolean } {
  const given = input.text('password')
  if (given === undefined) return { password: randomPassword(), random: true }
  if (given.length < shortestPassword || given.length > 500)
    throw new UsageError(`--password must have at least ${shortestPassword} characters.`)
  return { password: given, random: false }
}
