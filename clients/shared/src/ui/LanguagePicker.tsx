import { Field, Label, Select } from '@digdir/designsystemet-react';
import { languageNames, type Language } from '../i18n';
import { useLanguage, useTexts } from '../i18n/react';

/** Chooses among the app's languages, each named in itself. */
export function LanguagePicker() {
  const t = useTexts();
  const { language, choices, choose } = useLanguage();
  return (
    <Field>
      <Label>{t('app.language')}</Label>
      <Select value={language} onChange={event => choose(event.target.value as Language)}>
        {choices.map(one => (
          <Select.Option key={one} value={one} lang={one}>{languageNames[one]}</Select.Option>
        ))}
      </Select>
    </Field>
  );
}
