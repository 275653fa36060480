/* What the libraries use that browsers of 2021 don't have. */
Object.hasOwn ??= (object, name) => Object.prototype.hasOwnProperty.call(object, name);
