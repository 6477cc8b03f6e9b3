/** The page's own modules, in `browser/`: they are built with the browser's types and served one by one. The first is the one that starts. */
export const firstModules = ['desk', 'frames', 'free-width', 'keys', 'layout', 'morph', 'news', 'page', 'panes', 'view'] as const;

/** Asked for when they are needed: the first mail comes before them. */
const lateModules = ['comparison', 'pixels'] as const;

export const modules = [...firstModules, ...lateModules] as const;
