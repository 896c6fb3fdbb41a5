import { type Permission, permissions } from '../../contract/permissions.ts'
import { useCan } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { Check } from '../ui/field.tsx'

interface Props {
  label: string
  chosen: readonly Permission[]
  onChange: (chosen: readonly Permission[]) => void
}

/** Permissions to give: only those one has oneself. */
export function PermissionChecks({ label, chosen, onChange }: Props) {
  const t = useText()
  const can = useCan()
  return (
    <fieldset>
      <legend className="pb-1 text-sm font-medium text-n-11">{label}</legend>
      <div className="grid gap-x-4 sm:grid-cols-2">
        {permissions.filter(can).map((permission) => (
          <Check
            key={permission}
            label={t(`permission.${permission}`)}
            checked={chosen.includes(permission)}
            onChange={(event) =>
              onChange(
                event.target.checked ? [...chosen, permission] : chosen.filter((one) => one !== permission),
              )
            }
          />
        ))}
      </div>
    </fieldset>
  )
}
