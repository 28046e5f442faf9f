import { Link } from '@digdir/designsystemet-react';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n/react';
import { useConfig } from '../session';

/** The foot of every page, with help in the same place everywhere (WCAG 3.2.6): an app's own links, and the accessibility declaration. */
export function Footer({ children }: { children?: ReactNode }) {
  const t = useTexts();
  const { accessibilityUrl } = useConfig();
  if (!children && !accessibilityUrl) return null;
  return (
    <footer className="footer">
      <div className="row">
        {children}
        {accessibilityUrl && <Link href={accessibilityUrl}>{t('app.accessibility')}</Link>}
      </div>
    </footer>
  );
}
