import '@kobo/shared/style';
import './caseworker.css';
import { mount } from '@kobo/shared';
import { RouterProvider } from '@tanstack/react-router';
import { router } from './router';
import { texts } from './texts';

void mount('caseworker', texts, <RouterProvider router={router} />);
