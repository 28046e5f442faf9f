import { useTexts } from '../i18n/react';
import { useConfig } from '../session';

/** Says SYNTETISK where the installation is a lab, and nothing elsewhere. The top bar has it. */
export function SyntheticMark() {
  const t = useTexts();
  return useConfig().lab ? <span className="synthetic" title={t('app.synthetic.explain')}>{t('app.synthetic')}</span> : null;
}
