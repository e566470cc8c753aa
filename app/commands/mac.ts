/** Whether keys are written as on a Mac. */
export const isMac = (): boolean => /mac|iphone|ipad/i.test(navigator.platform);
