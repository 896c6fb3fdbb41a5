import {
  type ImportField,
  importField,
  importLanguage,
  type KnowledgeImport,
} from '../../../contract/knowledge/imports.ts'
import { useText } from '../../app/text.ts'
import { Field, Select } from '../../ui/field.tsx'

type Wanted = Pick<KnowledgeImport, 'options' | 'columns'>

/** How the file is read: sheet, encoding, separator, and what each column holds. A change tries all rows again. */
export function ImportColumns({
  value,
  onChange,
  disabled,
}: {
  value: KnowledgeImport
  onChange: (wanted: Wanted) => void
  disabled: boolean
}) {
  const t = useText()
  const { options, columns, found } = value
  const setOption = (change: Partial<KnowledgeImport['options']>) =>
    onChange({ options: { ...options, ...change }, columns: [] })
  const setColumn = (at: number, change: Partial<KnowledgeImport['columns'][number]>) =>
    onChange({
      options,
      columns: columns.map((column, index) => (index === at ? { ...column, ...change } : column)),
    })
  return (
    <div className="flex flex-col gap-3">
      <div className="grid gap-3 sm:grid-cols-3">
        {found.sheets.length > 1 && (
          <Field label={t('import.sheet')}>
            {(control) => (
              <Select
                {...control}
                disabled={disabled}
                value={found.sheet ?? ''}
                onChange={(event) => setOption({ sheet: event.target.value })}
              >
                {found.sheets.map((sheet) => (
                  <option key={sheet}>{sheet}</option>
                ))}
              </Select>
            )}
          </Field>
        )}
        {value.format !== 'xlsx' && (
          <Field label={t('import.encoding')}>
            {(control) => (
              <Select
                {...control}
                disabled={disabled}
                value={options.encoding}
                onChange={(event) => setOption({ encoding: event.target.value as typeof options.encoding })}
              >
                <option value="auto">
                  {t('import.auto', { value: (found.encoding ?? '?').toUpperCase() })}
                </option>
                <option value="utf-8">UTF-8</option>
                <option value="gb18030">GB18030 (GBK)</option>
              </Select>
            )}
          </Field>
        )}
        {value.format === 'csv' && (
          <Field label={t('import.separator')}>
            {(control) => (
              <Select
                {...control}
                disabled={disabled}
                value={options.separator}
                onChange={(event) => setOption({ separator: event.target.value as typeof options.separator })}
              >
                <option value="auto">
                  {t('import.auto', {
                    value: t(separatorNames[found.separator ?? ','] ?? 'import.separator.comma'),
                  })}
                </option>
                {Object.entries(separatorNames).map(([sign, name]) => (
                  <option key={sign} value={sign}>
                    {t(name)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
      </div>
      {columns.length > 0 && (
        <div className="overflow-x-auto rounded-md border">
          <table className="w-full min-w-[520px] text-left">
            <thead className="bg-n-2 text-sm text-n-11">
              <tr>
                <th className="px-2 py-1 font-medium">{t('import.column')}</th>
                <th className="px-2 py-1 font-medium">{t('import.samples')}</th>
                <th className="w-40 px-2 py-1 font-medium">{t('import.holds')}</th>
                <th className="w-32 px-2 py-1 font-medium">{t('import.language')}</th>
              </tr>
            </thead>
            <tbody>
              {columns.map((column, at) => {
                const name = column.header || t('import.noHeader', { number: at + 1 })
                const spoken =
                  column.field !== 'ignore' && column.field !== 'key' && column.field !== 'customers'
                return (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
                  <tr key={at} className="border-t align-middle">
                    <td className="max-w-40 truncate px-2 py-1 font-medium">{name}</td>
                    <td
                      className="max-w-52 truncate px-2 py-1 text-sm text-n-11"
                      title={column.samples.join('\n')}
                    >
                      {column.samples.join(' · ')}
                    </td>
                    <td className="px-2 py-1">
                      <Select
                        aria-label={`${name}: ${t('import.holds')}`}
                        disabled={disabled}
                        value={column.field}
                        onChange={(event) => setColumn(at, { field: event.target.value as ImportField })}
                      >
                        {importField.options.map((field) => (
                          <option key={field} value={field}>
                            {t(`import.field.${field}`)}
                          </option>
                        ))}
                      </Select>
                    </td>
                    <td className="px-2 py-1">
                      {spoken && (
                        <Select
                          aria-label={`${name}: ${t('import.language')}`}
                          disabled={disabled}
                          value={column.language}
                          onChange={(event) =>
                            setColumn(at, { language: event.target.value as typeof column.language })
                          }
                        >
                          {importLanguage.options.map((language) => (
                            <option key={language} value={language}>
                              {t(`import.language.${language}`)}
                            </option>
                          ))}
                        </Select>
                      )}
                    </td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
      )}
    </div>
  )
}

const separatorNames: Record<
  string,
  'import.separator.comma' | 'import.separator.semicolon' | 'import.separator.tab'
> = {
  ',': 'import.separator.comma',
  ';': 'import.separator.semicolon',
  '\t': 'import.separator.tab',
}
