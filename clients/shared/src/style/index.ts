// The only place that imports styles. The order matters: the design system, our theme, our own rules.
import '@fontsource-variable/inter/wght.css';
import '@digdir/designsystemet-css';
import './theme.css';
import './kobo.css';
