import react from '@vitejs/plugin-react';

export default {
  plugins: [react()],
  test: { environment: 'happy-dom', include: ['*/src/**/*.test.{ts,tsx,mjs}'], setupFiles: ['vitest.setup.mjs'], restoreMocks: true },
};
