/** The page's own modules, in `browser/`: they are built with the browser's types and served one by one. The first is the one that starts. */
export const modules = ['desk', 'frames', 'free-width', 'keys', 'layout', 'morph', 'news', 'page', 'panes', 'view'] as const;
