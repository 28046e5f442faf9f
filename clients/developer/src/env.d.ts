declare module '*?worker' {
  const Constructor: new () => Worker;
  export default Constructor;
}
