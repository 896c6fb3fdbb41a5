import { askCommand } from './ask.ts'
import { backupCommand } from './backup.ts'
import type { Command } from './command.ts'
import { doctorCommand } from './doctor.ts'
import { exportCommand } from './export.ts'
import { importCommand } from './import.ts'
import { memberCommand } from './member.ts'
import { restoreCommand } from './restore.ts'

/** Every command by its name, in the order of the overview. */
export const commands: Record<string, Command> = {
  ask: askCommand,
  import: importCommand,
  export: exportCommand,
  backup: backupCommand,
  restore: restoreCommand,
  doctor: doctorCommand,
  member: memberCommand,
}
