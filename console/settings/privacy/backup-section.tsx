import { useQuery } from '@tanstack/react-query'
import { getBackupStatus } from '../../../contract/settings/privacy.ts'
import { call } from '../../app/api.ts'
import { Failed } from '../../app/page-states.tsx'
import { RelativeTime } from '../../app/relative-time.tsx'
import { useText } from '../../app/text.ts'
import { Notice, SkeletonLines } from '../../ui/states.tsx'
import { Secret } from '../secret.tsx'

/** When the installation was last backed up, and how to do it. */
export function BackupSection() {
  const t = useText()
  const query = useQuery({
    queryKey: ['backup-status'],
    queryFn: ({ signal }) => call(getBackupStatus, { signal }),
  })
  if (query.isPending) return <SkeletonLines label={t('app.loading')} lines={4} />
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />
  const { last, findings } = query.data
  return (
    <div className="flex max-w-180 flex-col gap-4">
      {findings.map((finding) => (
        <Notice key={finding} tone={finding === 'without-key' ? 'warning' : 'danger'}>
          {t(`backup.${finding}`)}
        </Notice>
      ))}
      {last && (
        <p>
          {t('backup.last')} <RelativeTime at={last.at} />
        </p>
      )}
      <div className="flex flex-col gap-1">
        <h2 className="font-semibold">{t('backup.how')}</h2>
        <p className="text-n-11">{t('backup.howHint')}</p>
        <Secret label={t('backup.how')} text="npm run attune -- backup --out /backups" />
      </div>
      <div className="flex flex-col gap-1">
        <h2 className="font-semibold">{t('backup.doctor')}</h2>
        <p className="text-n-11">{t('backup.doctorHint')}</p>
        <Secret label={t('backup.doctor')} text="npm run attune -- doctor" />
      </div>
    </div>
  )
}
