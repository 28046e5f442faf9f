import { useT } from '../texts';
import { ChoiceField, TextField } from '../form/fields';
import { FormDialog } from '../form/FormDialog';
import type { Refusal } from '../form/Form';

interface Row {
  number: number;
  cells: readonly { column: string; value: string }[];
  problems: readonly { column: string; value: string; message: string; allowed: readonly string[] }[];
}

/** Mends the cells of one row that are wrong. The workbook itself is not changed. */
export function FixDialog({ row, heading, onFix, onClose }: { row: Row; heading: (column: string) => string; onFix: (cells: { column: string; value: string }[]) => Promise<readonly Refusal[] | void>; onClose: () => void }) {
  const t = useT();
  const wrong = row.problems.filter((one, index) => row.problems.findIndex(other => other.column === one.column) === index);
  const rest = row.cells.filter(cell => !wrong.some(one => one.column === cell.column));
  const initial = Object.fromEntries(row.cells.map(cell => [cell.column, wrong.some(one => one.column === cell.column && one.allowed.length > 0 && !one.allowed.includes(cell.value)) ? '' : cell.value]));
  return (
    <FormDialog
      title={t('import.fixRow', { number: row.number })}
      submit={t('form.save')}
      initial={initial}
      onCancel={onClose}
      onSubmit={values => onFix(row.cells.concat(wrong.filter(one => !row.cells.some(cell => cell.column === one.column))).filter(cell => String(values[cell.column] ?? '') !== cell.value).map(cell => ({ column: cell.column, value: String(values[cell.column] ?? '').trim() })))}
    >
      {wrong.map(one => (one.allowed.length > 0
        ? <ChoiceField key={one.column} name={one.column} label={heading(one.column)} description={one.message} options={one.allowed.map(value => ({ value, label: value }))} />
        : <TextField key={one.column} name={one.column} label={heading(one.column)} description={one.message} />))}
      <details>
        <summary>{t('import.otherCells')}</summary>
        <div className="form">{rest.map(cell => <TextField key={cell.column} name={cell.column} label={heading(cell.column)} />)}</div>
      </details>
    </FormDialog>
  );
}
