// The pages and their addresses. Each page is a chunk of its own; the first load has the frame alone.
import { parseSearch, stringifySearch, type Search } from '@kobo/shared';
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Failed, Frame, NotFound, Waiting } from './Frame';

const root = createRootRoute({ component: Frame, notFoundComponent: NotFound });
const validateSearch = (search: Record<string, unknown>) => search as Search;

const start = createRoute({ getParentRoute: () => root, path: '/', component: lazyRouteComponent(() => import('./start/StartPage'), 'StartPage') });
const overview = createRoute({ getParentRoute: () => root, path: '/dwellings', validateSearch, component: lazyRouteComponent(() => import('./overview/OverviewPage'), 'OverviewPage') });
const add = createRoute({ getParentRoute: () => root, path: '/dwellings/add', component: lazyRouteComponent(() => import('./add/AddPage'), 'AddPage') });
const dwelling = createRoute({ getParentRoute: () => root, path: '/dwellings/$id', component: lazyRouteComponent(() => import('./dwelling/DwellingPage'), 'DwellingPage') });
const imports = createRoute({ getParentRoute: () => root, path: '/import', component: lazyRouteComponent(() => import('./import/ImportsPage'), 'ImportsPage') });
const oneImport = createRoute({ getParentRoute: () => root, path: '/import/$id', validateSearch, component: lazyRouteComponent(() => import('./import/ImportPage'), 'ImportPage') });
const settings = createRoute({ getParentRoute: () => root, path: '/settings', component: lazyRouteComponent(() => import('./settings/SettingsPage'), 'SettingsPage') });
const access = createRoute({ getParentRoute: () => root, path: '/access', component: lazyRouteComponent(() => import('./access/AccessPage'), 'AccessPage') });
const terms = createRoute({ getParentRoute: () => root, path: '/terms', validateSearch, component: lazyRouteComponent(() => import('./terms/TermsPage'), 'TermsPage') });
const log = createRoute({ getParentRoute: () => root, path: '/log', validateSearch, component: lazyRouteComponent(() => import('./log/LogPage'), 'LogPage') });
const ownLog = createRoute({ getParentRoute: () => root, path: '/my-log', component: lazyRouteComponent(() => import('./log/OwnLogPage'), 'OwnLogPage') });

export const router = createRouter({
  routeTree: root.addChildren([start, overview, add, dwelling, imports, oneImport, settings, access, terms, log, ownLog]),
  basepath: '/caseworker',
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultPendingComponent: Waiting,
  defaultErrorComponent: Failed,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
