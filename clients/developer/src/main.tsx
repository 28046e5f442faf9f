import '@kobo/shared/style';
import './developer.css';
import { mount } from '@kobo/shared';
import { App } from './App';
import { TokenProvider } from './token';
import { texts } from './texts';

void mount('developer', texts, <TokenProvider><App /></TokenProvider>);
