import { useFormat } from '@kobo/shared';
import { Checkbox, Field, Fieldset, Label, Radio, Select, Textfield, ValidationMessage } from '@digdir/designsystemet-react';
import { useEffect, type ReactNode } from 'react';
import type { Option } from '../codes';
import { useT } from '../texts';
import { useForm } from './Form';
import { asList, asNumber } from './values';

interface Props {
  name: string;
  label: string;
  description?: ReactNode;
  required?: boolean;
}

/** Joins a field to its form. Optional fields are marked, not the required ones. */
function useField({ name, label, required }: Props, { check, show = value => asList(value).join(', ') }: { check?: (value: string) => string | undefined; show?: (value: string | string[]) => string } = {}) {
  const t = useT();
  const { id, value, set, error, register } = useForm();
  useEffect(() => register(name, {
    label,
    show,
    check: entered => {
      const empty = asList(entered).every(one => one.trim() === '');
      if (empty) return required ? t('form.required', { name: label }) : undefined;
      return typeof entered === 'string' ? check?.(entered) : undefined;
    },
  }));
  return { id: id(name), value: value(name), set: (to: string | string[]) => set(name, to), error: error(name), title: required ? label : <>{label} <span className="muted optional">({t('form.optional')})</span></> };
}

/** One line, or several. */
export function TextField({ rows, autoComplete = 'off', inputMode, maxLength, ...props }: Props & { rows?: number; autoComplete?: string; inputMode?: 'text' | 'tel' | 'email' | 'url'; maxLength?: number }) {
  const { id, value, set, error, title } = useField(props);
  const common = { id, label: title as string, description: props.description, error, value: String(value), 'data-size': 'sm' as const, 'aria-required': props.required || undefined };
  if (rows) return <Textfield {...common} multiline rows={rows} maxLength={maxLength} onChange={event => set(event.target.value)} />;
  return <Textfield {...common} autoComplete={autoComplete} inputMode={inputMode} maxLength={maxLength} onChange={event => set(event.target.value)} />;
}

/** A whole number, one with decimals, or kroner: spaces between the thousands are allowed. */
export function NumberField({ kind = 'whole', suffix, min = 0, max = Infinity, ...props }: Props & { kind?: 'whole' | 'decimal' | 'kroner'; suffix?: string; min?: number; max?: number }) {
  const t = useT();
  const { number } = useFormat();
  const { id, value, set, error, title } = useField(props, {
    check: entered => {
      const found = asNumber(entered)!;
      if (Number.isNaN(found) || (kind === 'whole' && !Number.isInteger(found))) return t(kind === 'whole' ? 'form.whole' : 'form.number', { name: props.label });
      return found < min || found > max ? t(max === Infinity ? 'form.atLeast' : 'form.between', { name: props.label, min: number(min), max: number(max) }) : undefined;
    },
  });
  return (
    <Textfield
      id={id}
      className="short"
      label={title as string}
      description={props.description}
      error={error}
      suffix={kind === 'kroner' ? 'kr' : suffix}
      inputMode={kind === 'whole' ? 'numeric' : 'decimal'}
      autoComplete="off"
      value={String(value)}
      data-size="sm"
      aria-required={props.required || undefined}
      onChange={event => set(event.target.value)}
    />
  );
}

/** A day: the browser's own field, which every aid knows. */
export function DayField({ min, max, ...props }: Props & { min?: string; max?: string }) {
  const t = useT();
  const { date } = useFormat();
  const { id, value, set, error, title } = useField(props, {
    show: entered => (entered ? date(String(entered)) : ''),
    check: entered => {
      if (!/^\d{4}-\d\d-\d\d$/.test(entered)) return t('form.day', { name: props.label });
      if (min && entered < min) return t('form.dayFrom', { name: props.label, date: date(min) });
      return max && entered > max ? t('form.dayTo', { name: props.label, date: date(max) }) : undefined;
    },
  });
  return (
    <Textfield
      id={id}
      className="short"
      type="date"
      label={title as string}
      description={props.description}
      error={error}
      value={String(value)}
      min={min}
      max={max}
      data-size="sm"
      aria-required={props.required || undefined}
      onChange={event => set(event.target.value)}
    />
  );
}

/** One of several, from a list. */
export function ChoiceField({ options, ...props }: Props & { options: readonly Option[] }) {
  const { id, value, set, error, title } = useField(props, { show: entered => options.find(one => one.value === entered)?.label ?? '' });
  return (
    <Field data-size="sm">
      <Label>{title}</Label>
      {props.description && <Field.Description>{props.description}</Field.Description>}
      <Select id={id} value={String(value)} aria-invalid={error ? true : undefined} aria-required={props.required || undefined} onChange={event => set(event.target.value)}>
        {(!props.required || value === '') && <Select.Option value="" />}
        {options.map(one => <Select.Option key={one.value} value={one.value}>{one.label}</Select.Option>)}
      </Select>
      {error && <ValidationMessage>{error}</ValidationMessage>}
    </Field>
  );
}

/** One of few, all of which are seen. */
export function RadioField({ options, ...props }: Props & { options: readonly Option[] }) {
  const { id, value, set, error } = useField(props, { show: entered => options.find(one => one.value === entered)?.label ?? '' });
  return (
    <Fieldset data-size="sm" id={id} tabIndex={-1}>
      <Fieldset.Legend>{props.label}</Fieldset.Legend>
      {props.description && <Fieldset.Description>{props.description}</Fieldset.Description>}
      {options.map(one => <Radio key={one.value} name={id} value={one.value} label={one.label} checked={value === one.value} onChange={() => set(one.value)} />)}
      {error && <ValidationMessage>{error}</ValidationMessage>}
    </Fieldset>
  );
}

/** Any of several. */
export function SeveralField({ options, ...props }: Props & { options: readonly Option[] }) {
  const { id, value, set } = useField(props, { show: entered => asList(entered).map(one => options.find(option => option.value === one)?.label ?? one).join(', ') });
  const chosen = asList(value);
  return (
    <Fieldset data-size="sm" id={id} tabIndex={-1}>
      <Fieldset.Legend>{props.label}</Fieldset.Legend>
      <div className="several">
        {options.map(one => (
          <Checkbox
            key={one.value}
            value={one.value}
            label={one.label}
            checked={chosen.includes(one.value)}
            onChange={event => set(options.map(option => option.value).filter(option => (option === one.value ? event.target.checked : chosen.includes(option))))}
          />
        ))}
      </div>
    </Fieldset>
  );
}

/** Yes or no: "true" or "". */
export function CheckField(props: Omit<Props, 'required'>) {
  const t = useT();
  const { id, value, set } = useField(props, { show: entered => t(entered === 'true' ? 'form.yes' : 'form.no') });
  return <Checkbox id={id} data-size="sm" label={props.label} description={props.description} value="true" checked={value === 'true'} onChange={event => set(event.target.checked ? 'true' : '')} />;
}

/** Yes, no or not known. */
export function KnownField(props: Omit<Props, 'required'>) {
  const t = useT();
  const { id, value, set } = useField(props, { show: entered => t(entered === 'true' ? 'form.yes' : entered === 'false' ? 'form.no' : 'form.unknown') });
  return (
    <Field data-size="sm">
      <Label>{props.label}</Label>
      <Select id={id} className="short" value={String(value)} onChange={event => set(event.target.value)}>
        <Select.Option value="">{t('form.unknown')}</Select.Option>
        <Select.Option value="true">{t('form.yes')}</Select.Option>
        <Select.Option value="false">{t('form.no')}</Select.Option>
      </Select>
    </Field>
  );
}
