import { useMe } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { Select } from '../ui/field.tsx'

const zones = Intl.supportedValuesOf('timeZone')

/** A time zone of one's own, or the tenant's. */
export function TimeZoneSelect({
  value,
  onChange,
  ...control
}: {
  id: string
  'aria-describedby'?: string
  value: string | null
  onChange: (zone: string | null) => void
}) {
  const t = useText()
  const { tenant } = useMe()
  return (
    <Select {...control} value={value ?? ''} onChange={(event) => onChange(event.target.value || null)}>
      <option value="">{t('member.tenantZone', { zone: tenant.timeZone })}</option>
      {value !== null && !zones.includes(value) && <option value={value}>{value}</option>}
      {zones.map((zone) => (
        <option key={zone} value={zone}>
          {zone}
        </option>
      ))}
    </Select>
  )
}
