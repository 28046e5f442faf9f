// What the design system asks of a browser and the test environment lacks.
document.getAnimations ??= () => [];
