import { Skeleton } from '@digdir/designsystemet-react';
import { useEffect, useState } from 'react';
import { useTexts } from '../i18n/react';

/** The shape of what is coming, once it has taken 400 ms: before that, showing nothing feels faster. */
export function Loading({ lines = 5 }: { lines?: number }) {
  const t = useTexts();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 400);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="loading" role="status">
      {late && (
        <>
          <span className="visually-hidden">{t('app.loading')}</span>
          {Array.from({ length: lines }, (_, line) => <Skeleton key={line} variant="rectangle" height="2.5rem" width={line === lines - 1 ? '60%' : '100%'} />)}
        </>
      )}
    </div>
  );
}
