/** Whether live updates are wanted: yes, unless they were switched off here before. */
export function readLivePreference(storage: () => Pick<Storage, "getItem">): boolean {
  try {
    return storage().getItem(NAME) !== "off";
  } catch {
    // Storage may be forbidden; then every page begins anew.
    return true;
  }
}

export function keepLivePreference(storage: () => Pick<Storage, "setItem">, isOn: boolean): void {
  try {
    storage().setItem(NAME, isOn ? "on" : "off");
  } catch {
    // As above.
  }
}

const NAME = "perpetuo.logs.live";
