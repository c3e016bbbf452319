/* @ts-self-types="./aimdb_wasm.d.ts" */

/**
 * A database, as TypeScript's `WasmDb` holds it.
 */
export class WasmDb {
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        WasmDbFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_wasmdb_free(ptr, 0);
    }
    /**
     * Builds what was configured.
     *
     * # Errors
     *
     * If the database was freed, or the engine refuses.
     */
    build() {
        const ret = wasm.wasmdb_build(this.__wbg_ptr);
        if (ret[1]) {
            throw takeFromExternrefTable0(ret[0]);
        }
    }
    /**
     * Ends the database. Other than `free`, the object stays, and answers every call
     * with "closed".
     */
    close() {
        wasm.wasmdb_close(this.__wbg_ptr);
    }
    /**
     * Adds a record; gives its slot.
     *
     * # Errors
     *
     * An `Error` that says what was expected, what came and what to do.
     * @param {string} key
     * @param {number} contract
     * @param {number} buffer
     * @param {number} capacity
     * @param {string | null} [options]
     * @returns {number}
     */
    configure(key, contract, buffer, capacity, options) {
        const val3 = +contract;
        const val4 = +buffer;
        const val5 = +capacity;
        let ptr0, len0, ptr1, len1;
        try {
            ptr0 = passStringToWasm0(key, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
            len0 = WASM_VECTOR_LEN;
            ptr1 = isLikeNone(options) ? 0 : passStringToWasm0(options, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
            len1 = WASM_VECTOR_LEN;
        } catch (e) {
            if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
            if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
            throw e;
        }
        const ret = wasm.wasmdb_configure(this.__wbg_ptr, ptr0, len0, val3, val4, val5, ptr1, len1);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        return ret[0] >>> 0;
    }
    /**
     * The latest value; consumes nothing.
     * @param {number} slot
     * @returns {number}
     */
    get(slot) {
        const ret = wasm.wasmdb_get(this.__wbg_ptr, slot);
        return ret >>> 0;
    }
    /**
     * Starts the record's reader.
     * @param {number} slot
     * @returns {number}
     */
    listen(slot) {
        const ret = wasm.wasmdb_listen(this.__wbg_ptr, slot);
        return ret >>> 0;
    }
    /**
     * The records of the application's Rust, in order of their slots, as JSON text;
     * nothing if there are none. To be asked before any other is configured.
     * @returns {string | undefined}
     */
    moduleRecords() {
        const ret = wasm.wasmdb_moduleRecords(this.__wbg_ptr);
        let v1;
        if (ret[0] !== 0) {
            v1 = getStringFromWasm0(ret[0], ret[1]);
            wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
        }
        return v1;
    }
    /**
     * The reader's next values, `most` at most; how many are in the scratch frame. 0 if it
     * is for `next` to say what is next, -1 if nothing is.
     * @param {number} slot
     * @param {number} most
     * @returns {number}
     */
    nextMany(slot, most) {
        const ret = wasm.wasmdb_nextMany(this.__wbg_ptr, slot, most);
        return ret;
    }
    /**
     * A record with news, or -1, which ends the drain.
     * @returns {number}
     */
    nextReady() {
        const ret = wasm.wasmdb_nextReady(this.__wbg_ptr);
        return ret;
    }
    /**
     * The reader's next value.
     * @param {number} slot
     * @returns {number}
     */
    next(slot) {
        const ret = wasm.wasmdb_next(this.__wbg_ptr, slot);
        return ret >>> 0;
    }
    /**
     * A database with what the application's Rust installed. `ready` is called while Rust
     * is on the stack, and must do no more than schedule a drain.
     *
     * # Errors
     *
     * If the graph of the installed pipelines is no good.
     * @param {Function} ready
     */
    constructor(ready) {
        const ret = wasm.wasmdb_open(ready);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        this.__wbg_ptr = ret[0];
        WasmDbFinalization.register(this, this.__wbg_ptr, this);
        return this;
    }
    /**
     * As `setText`, for a value that was computed from other records.
     * @param {number} slot
     * @param {string} text
     * @returns {number}
     */
    setDerivedText(slot, text) {
        const val2 = +slot;
        const ptr0 = passStringToWasm0(text, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
        const len0 = WASM_VECTOR_LEN;
        const ret = wasm.wasmdb_setDerivedText(this.__wbg_ptr, val2, ptr0, len0);
        return ret >>> 0;
    }
    /**
     * As `set`, for a value that was computed from other records.
     * @param {number} slot
     * @returns {number}
     */
    setDerived(slot) {
        const ret = wasm.wasmdb_setDerived(this.__wbg_ptr, slot);
        return ret >>> 0;
    }
    /**
     * Produces what a JSON text says.
     * @param {number} slot
     * @param {string} text
     * @returns {number}
     */
    setText(slot, text) {
        const val2 = +slot;
        const ptr0 = passStringToWasm0(text, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
        const len0 = WASM_VECTOR_LEN;
        const ret = wasm.wasmdb_setText(this.__wbg_ptr, val2, ptr0, len0);
        return ret >>> 0;
    }
    /**
     * Produces what the scratch frame holds.
     * @param {number} slot
     * @returns {number}
     */
    set(slot) {
        const ret = wasm.wasmdb_set(this.__wbg_ptr, slot);
        return ret >>> 0;
    }
    /**
     * Lets the contract's own generator write the record; gives a handle.
     *
     * # Errors
     *
     * If the settings are no good or the contract has no simulation.
     * @param {number} slot
     * @param {string} settings
     * @returns {number}
     */
    simulate(slot, settings) {
        const val2 = +slot;
        const ptr0 = passStringToWasm0(settings, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
        const len0 = WASM_VECTOR_LEN;
        const ret = wasm.wasmdb_simulate(this.__wbg_ptr, val2, ptr0, len0);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        return ret[0] >>> 0;
    }
    /**
     * Writes a record's counters into the scratch frame.
     * @param {number} slot
     * @returns {number}
     */
    stats(slot) {
        const ret = wasm.wasmdb_stats(this.__wbg_ptr, slot);
        return ret >>> 0;
    }
    /**
     * Stops a simulation.
     * @param {number} handle
     */
    stopSimulation(handle) {
        wasm.wasmdb_stopSimulation(this.__wbg_ptr, handle);
    }
    /**
     * Ends it.
     * @param {number} slot
     * @returns {number}
     */
    unlisten(slot) {
        const ret = wasm.wasmdb_unlisten(this.__wbg_ptr, slot);
        return ret >>> 0;
    }
    /**
     * Asks for them no more.
     * @param {number} slot
     * @returns {number}
     */
    unwatch(slot) {
        const ret = wasm.wasmdb_unwatch(this.__wbg_ptr, slot);
        return ret >>> 0;
    }
    /**
     * Byte address of the count of a record's pushes; 0 if there is no such record.
     * @param {number} slot
     * @returns {number}
     */
    versionAddress(slot) {
        const ret = wasm.wasmdb_versionAddress(this.__wbg_ptr, slot);
        return ret >>> 0;
    }
    /**
     * Asks for news of a record.
     * @param {number} slot
     * @returns {number}
     */
    watch(slot) {
        const ret = wasm.wasmdb_watch(this.__wbg_ptr, slot);
        return ret >>> 0;
    }
}
if (Symbol.dispose) WasmDb.prototype[Symbol.dispose] = WasmDb.prototype.free;

/**
 * A bridge, as TypeScript's `WsBridge` holds it.
 */
export class WsBridge {
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        WsBridgeFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_wsbridge_free(ptr, 0);
    }
    /**
     * Ends the bridge. When it returns, nothing of it remains: no socket, no timer, no
     * listener; requests have failed and said so.
     */
    disconnect() {
        wasm.wsbridge_disconnect(this.__wbg_ptr);
    }
    /**
     * Waits until every write so far is acknowledged or given up. Gives the request's
     * id.
     * @param {number | null} [timeout_ms]
     * @returns {number}
     */
    flush(timeout_ms) {
        const ret = wasm.wsbridge_flush(this.__wbg_ptr, !isLikeNone(timeout_ms), isLikeNone(timeout_ms) ? 0 : timeout_ms);
        return ret >>> 0;
    }
    /**
     * Asks for the server's topics. Gives the request's id.
     * @param {number | null} [timeout_ms]
     * @returns {number}
     */
    listTopics(timeout_ms) {
        const ret = wasm.wsbridge_listTopics(this.__wbg_ptr, !isLikeNone(timeout_ms), isLikeNone(timeout_ms) ? 0 : timeout_ms);
        return ret >>> 0;
    }
    /**
     * Connects a database to a server. `options` is JSON, or undefined. `receiver` makes the
     * handler of the socket's messages from the bridge's number.
     *
     * # Errors
     *
     * An `Error` that names the option or the facility of the host at fault.
     * @param {WasmDb} db
     * @param {string} url
     * @param {string | null | undefined} options
     * @param {Function} events
     * @param {Function} receiver
     */
    constructor(db, url, options, events, receiver) {
        _assertClass(db, WasmDb);
        let ptr0, len0, ptr1, len1;
        try {
            ptr0 = passStringToWasm0(url, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
            len0 = WASM_VECTOR_LEN;
            ptr1 = isLikeNone(options) ? 0 : passStringToWasm0(options, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
            len1 = WASM_VECTOR_LEN;
        } catch (e) {
            if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
            if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
            throw e;
        }
        const ret = wasm.wsbridge_new(db.__wbg_ptr, ptr0, len0, ptr1, len1, events, receiver);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        this.__wbg_ptr = ret[0];
        WsBridgeFinalization.register(this, this.__wbg_ptr, this);
        return this;
    }
    /**
     * Goes offline until `resume` or `reconnect`. Writes wait.
     */
    pause() {
        wasm.wsbridge_pause(this.__wbg_ptr);
    }
    /**
     * Whether it is offline because `pause` asked for it.
     * @returns {boolean}
     */
    paused() {
        const ret = wasm.wsbridge_paused(this.__wbg_ptr);
        return ret !== 0;
    }
    /**
     * Writes neither acknowledged nor given up.
     * @returns {number}
     */
    pendingWrites() {
        const ret = wasm.wsbridge_pendingWrites(this.__wbg_ptr);
        return ret >>> 0;
    }
    /**
     * Answers event 6.
     * @param {string} url
     */
    provideUrl(url) {
        const ptr0 = passStringToWasm0(url, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
        const len0 = WASM_VECTOR_LEN;
        wasm.wsbridge_provideUrl(this.__wbg_ptr, ptr0, len0);
    }
    /**
     * Asks for history: JSON with `pattern`, and `from`, `to`, `limit`, `timeoutMs` if
     * wanted. Gives the request's id.
     *
     * # Errors
     *
     * If an option is no good.
     * @param {string} json
     * @returns {number}
     */
    query(json) {
        const ptr0 = passStringToWasm0(json, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
        const len0 = WASM_VECTOR_LEN;
        const ret = wasm.wsbridge_query(this.__wbg_ptr, ptr0, len0);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        return ret[0] >>> 0;
    }
    /**
     * Tries at once, also after the retries were used up and while paused.
     */
    reconnect() {
        wasm.wsbridge_reconnect(this.__wbg_ptr);
    }
    /**
     * Answers event 6: there is no URL now.
     * @param {string} message
     */
    refuseUrl(message) {
        const ptr0 = passStringToWasm0(message, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
        const len0 = WASM_VECTOR_LEN;
        wasm.wsbridge_refuseUrl(this.__wbg_ptr, ptr0, len0);
    }
    /**
     * Ends a pause.
     */
    resume() {
        wasm.wsbridge_resume(this.__wbg_ptr);
    }
    /**
     * The counters, as JSON.
     * @returns {string}
     */
    statsJson() {
        let deferred1_0;
        let deferred1_1;
        try {
            const ret = wasm.wsbridge_statsJson(this.__wbg_ptr);
            deferred1_0 = ret[0];
            deferred1_1 = ret[1];
            return getStringFromWasm0(ret[0], ret[1]);
        } finally {
            wasm.__wbindgen_free(deferred1_0, deferred1_1, 1);
        }
    }
    /**
     * The status's name.
     * @returns {string}
     */
    status() {
        let deferred1_0;
        let deferred1_1;
        try {
            const ret = wasm.wsbridge_status(this.__wbg_ptr);
            deferred1_0 = ret[0];
            deferred1_1 = ret[1];
            return getStringFromWasm0(ret[0], ret[1]);
        } finally {
            wasm.__wbindgen_free(deferred1_0, deferred1_1, 1);
        }
    }
    /**
     * Subscribes further patterns, a JSON list.
     *
     * # Errors
     *
     * If one of them is none.
     * @param {string} json
     */
    subscribe(json) {
        const ptr0 = passStringToWasm0(json, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
        const len0 = WASM_VECTOR_LEN;
        const ret = wasm.wsbridge_subscribe(this.__wbg_ptr, ptr0, len0);
        if (ret[1]) {
            throw takeFromExternrefTable0(ret[0]);
        }
    }
    /**
     * Ends the subscription of patterns, a JSON list.
     *
     * # Errors
     *
     * If it is no list of strings.
     * @param {string} json
     */
    unsubscribe(json) {
        const ptr0 = passStringToWasm0(json, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
        const len0 = WASM_VECTOR_LEN;
        const ret = wasm.wsbridge_unsubscribe(this.__wbg_ptr, ptr0, len0);
        if (ret[1]) {
            throw takeFromExternrefTable0(ret[0]);
        }
    }
    /**
     * Writes to a topic; the payload is JSON.
     *
     * # Errors
     *
     * If the topic or the payload is none.
     * @param {string} topic
     * @param {string} payload
     */
    write(topic, payload) {
        let ptr0, len0, ptr1, len1;
        try {
            ptr0 = passStringToWasm0(topic, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
            len0 = WASM_VECTOR_LEN;
            ptr1 = passStringToWasm0(payload, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
            len1 = WASM_VECTOR_LEN;
        } catch (e) {
            if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
            if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
            throw e;
        }
        const ret = wasm.wsbridge_write(this.__wbg_ptr, ptr0, len0, ptr1, len1);
        if (ret[1]) {
            throw takeFromExternrefTable0(ret[0]);
        }
    }
}
if (Symbol.dispose) WsBridge.prototype[Symbol.dispose] = WsBridge.prototype.free;

/**
 * Byte offset of the scratch frame's slots in memory.
 * @returns {number}
 */
export function frameAddress() {
    const ret = wasm.frameAddress();
    return ret >>> 0;
}

/**
 * How many bytes follow the slots.
 * @returns {number}
 */
export function frameBytes() {
    const ret = wasm.frameBytes();
    return ret >>> 0;
}

/**
 * How many slots the scratch frame has.
 * @returns {number}
 */
export function frameSlots() {
    const ret = wasm.frameSlots();
    return ret >>> 0;
}

/**
 * Names of the contracts, in order.
 * @returns {string[]}
 */
export function knownSchemas() {
    const ret = wasm.knownSchemas();
    var v1 = getArrayJsValueFromWasm0(ret[0], ret[1]);
    wasm.__wbindgen_free(ret[0], ret[1] * 4, 4);
    return v1;
}

/**
 * A bridge's socket has received what is no text.
 * @param {number} bridge
 */
export function receiveBinary(bridge) {
    wasm.receiveBinary(bridge);
}

/**
 * A bridge's socket has received a text, whose UTF-8 lies in the scratch frame's bytes.
 * `now` is when it came, by the clock of `performance.now()`.
 * @param {number} bridge
 * @param {number} length
 * @param {number} now
 */
export function receiveFrame(bridge, length, now) {
    wasm.receiveFrame(bridge, length, now);
}

/**
 * As `receiveFrame`, for a text that is too long for the scratch frame.
 * @param {number} bridge
 * @param {string} text
 * @param {number} now
 */
export function receiveText(bridge, text, now) {
    const val2 = +bridge;
    const val3 = +now;
    const ptr0 = passStringToWasm0(text, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
    const len0 = WASM_VECTOR_LEN;
    wasm.receiveText(val2, ptr0, len0, val3);
}

/**
 * Hash of the contracts this module was built with, 16 hex digits.
 * @returns {string}
 */
export function registryHash() {
    let deferred1_0;
    let deferred1_1;
    try {
        const ret = wasm.registryHash();
        deferred1_0 = ret[0];
        deferred1_1 = ret[1];
        return getStringFromWasm0(ret[0], ret[1]);
    } finally {
        wasm.__wbindgen_free(deferred1_0, deferred1_1, 1);
    }
}

/**
 * Runs once, when the module is instantiated.
 */
export function start() {
    wasm.start();
}

/**
 * The text that the last call left.
 * @returns {string}
 */
export function takeText() {
    let deferred1_0;
    let deferred1_1;
    try {
        const ret = wasm.takeText();
        deferred1_0 = ret[0];
        deferred1_1 = ret[1];
        return getStringFromWasm0(ret[0], ret[1]);
    } finally {
        wasm.__wbindgen_free(deferred1_0, deferred1_1, 1);
    }
}

/**
 * Reads the scratch frame by a contract and writes back what was read.
 * @param {number} contract
 * @returns {number}
 */
export function validateFrame(contract) {
    const ret = wasm.validateFrame(contract);
    return ret >>> 0;
}

/**
 * Reads a JSON text by a contract and writes what was read.
 * @param {number} contract
 * @param {string} text
 * @returns {number}
 */
export function validateText(contract, text) {
    const val2 = +contract;
    const ptr0 = passStringToWasm0(text, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
    const len0 = WASM_VECTOR_LEN;
    const ret = wasm.validateText(val2, ptr0, len0);
    return ret >>> 0;
}
function __wbg_get_imports() {
    const import0 = {
        __proto__: null,
        __wbg___wbindgen_is_function_741ff2bb612836f5: function(arg0) {
            const ret = typeof(arg0) === 'function';
            return ret;
        },
        __wbg___wbindgen_is_undefined_be5b34249ff1fc15: function(arg0) {
            const ret = arg0 === undefined;
            return ret;
        },
        __wbg___wbindgen_number_get_934b640d0889af78: function(arg0, arg1) {
            const obj = arg1;
            const ret = typeof(obj) === 'number' ? obj : undefined;
            getDataViewMemory0().setFloat64((arg0 >>> 0) + 8 * 1, isLikeNone(ret) ? 0 : ret, true);
            getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 0, !isLikeNone(ret), true);
        },
        __wbg___wbindgen_string_get_7ce8eee7fd327545: function(arg0, arg1) {
            const obj = arg1;
            const ret = typeof(obj) === 'string' ? obj : undefined;
            var ptr1 = isLikeNone(ret) ? 0 : passStringToWasm0(ret, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
            var len1 = WASM_VECTOR_LEN;
            getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 1, len1, true);
            getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 0, ptr1, true);
        },
        __wbg___wbindgen_throw_4c88d8bf264fd984: function(arg0, arg1) {
            throw new Error(getStringFromWasm0(arg0, arg1));
        },
        __wbg__wbg_cb_unref_09736879a3f67559: function(arg0) {
            arg0._wbg_cb_unref();
        },
        __wbg_abort_1cf1a00da51b3866: function(arg0) {
            arg0.abort();
        },
        __wbg_addEventListener_826dedf7308740d4: function() { return handleError(function (arg0, arg1, arg2) {
            globalThis.document.addEventListener(getStringFromWasm0(arg0, arg1), arg2);
        }, arguments); },
        __wbg_addEventListener_cfdb3e6891bb7c56: function() { return handleError(function (arg0, arg1, arg2) {
            globalThis.addEventListener(getStringFromWasm0(arg0, arg1), arg2);
        }, arguments); },
        __wbg_call_275b78b3b6520b92: function() { return handleError(function (arg0, arg1, arg2, arg3, arg4) {
            const ret = arg0.call(arg1, arg2, arg3, arg4);
            return ret;
        }, arguments); },
        __wbg_call_40b008ba32f73991: function() { return handleError(function (arg0, arg1) {
            const ret = arg0.call(arg1);
            return ret;
        }, arguments); },
        __wbg_call_a410eb4b59ed5965: function() { return handleError(function (arg0, arg1, arg2) {
            const ret = arg0.call(arg1, arg2);
            return ret;
        }, arguments); },
        __wbg_clearTimeout_f36bd20e14f41dca: function() { return handleError(function (arg0) {
            globalThis.clearTimeout(arg0);
        }, arguments); },
        __wbg_close_e9076d9438c8ea8e: function() { return handleError(function (arg0) {
            arg0.close();
        }, arguments); },
        __wbg_code_05b1d6f21f5ff2ef: function(arg0) {
            const ret = arg0.code;
            return ret;
        },
        __wbg_error_5f1f2a2f0e215d8d: function() { return handleError(function (arg0, arg1) {
            globalThis.console.error(getStringFromWasm0(arg0, arg1));
        }, arguments); },
        __wbg_fetch_8264389e3eeba560: function() { return handleError(function (arg0, arg1, arg2) {
            const ret = globalThis.fetch(getStringFromWasm0(arg0, arg1), arg2);
            return ret;
        }, arguments); },
        __wbg_get_2080c49015e35254: function() { return handleError(function (arg0, arg1) {
            const ret = Reflect.get(arg0, arg1);
            return ret;
        }, arguments); },
        __wbg_new_28c79248c7ed6c35: function() { return handleError(function (arg0, arg1) {
            const ret = new WebSocket(getStringFromWasm0(arg0, arg1));
            return ret;
        }, arguments); },
        __wbg_new_28f727ec045a3123: function() { return handleError(function () {
            const ret = new AbortController();
            return ret;
        }, arguments); },
        __wbg_new_5481aa65d86fa5ff: function(arg0, arg1) {
            const ret = new Error(getStringFromWasm0(arg0, arg1));
            return ret;
        },
        __wbg_new_cd4348290afae586: function() {
            const ret = new Object();
            return ret;
        },
        __wbg_now_0e20296e18509d7e: function() { return handleError(function () {
            const ret = globalThis.performance.now();
            return ret;
        }, arguments); },
        __wbg_now_3bd14415f954fed7: function() {
            const ret = globalThis.Date.now();
            return ret;
        },
        __wbg_queueMicrotask_1e8503a8a690f0a3: function(arg0) {
            const ret = arg0.queueMicrotask;
            return ret;
        },
        __wbg_queueMicrotask_4a1a4d8dd332373b: function(arg0) {
            queueMicrotask(arg0);
        },
        __wbg_random_df36b90cd78a7d54: function() {
            const ret = Math.random();
            return ret;
        },
        __wbg_removeEventListener_29ac852d6b7dca7f: function() { return handleError(function (arg0, arg1, arg2) {
            globalThis.document.removeEventListener(getStringFromWasm0(arg0, arg1), arg2);
        }, arguments); },
        __wbg_removeEventListener_e3d5fb403016ef83: function() { return handleError(function (arg0, arg1, arg2) {
            globalThis.removeEventListener(getStringFromWasm0(arg0, arg1), arg2);
        }, arguments); },
        __wbg_resolve_dbf78ab4942478b0: function(arg0) {
            const ret = Promise.resolve(arg0);
            return ret;
        },
        __wbg_send_3d30a671678b90cb: function() { return handleError(function (arg0, arg1, arg2) {
            arg0.send(getStringFromWasm0(arg1, arg2));
        }, arguments); },
        __wbg_setTimeout_902b0a16298083f3: function() { return handleError(function (arg0, arg1) {
            const ret = globalThis.setTimeout(arg0, arg1);
            return ret;
        }, arguments); },
        __wbg_set_2793479888329cb6: function() { return handleError(function (arg0, arg1, arg2) {
            const ret = Reflect.set(arg0, arg1, arg2);
            return ret;
        }, arguments); },
        __wbg_set_binaryType_91ae4be5988351c3: function(arg0, arg1, arg2) {
            arg0.binaryType = getStringFromWasm0(arg1, arg2);
        },
        __wbg_set_onclose_a6bd6ce69e39c240: function(arg0, arg1) {
            arg0.onclose = arg1;
        },
        __wbg_set_onerror_370f1f9cf709d81b: function(arg0, arg1) {
            arg0.onerror = arg1;
        },
        __wbg_set_onmessage_8a06d18a293998e3: function(arg0, arg1) {
            arg0.onmessage = arg1;
        },
        __wbg_set_onopen_6a18a57525d9039a: function(arg0, arg1) {
            arg0.onopen = arg1;
        },
        __wbg_signal_d2d3f02986f54f65: function(arg0) {
            const ret = arg0.signal;
            return ret;
        },
        __wbg_static_accessor_GLOBAL_THIS_003ee833af9699fc: function() {
            const ret = typeof globalThis === 'undefined' ? undefined : globalThis;
            return isLikeNone(ret) ? 0 : addToExternrefTable0(ret);
        },
        __wbg_static_accessor_GLOBAL_e4293fb22cbe77da: function() {
            const ret = typeof global === 'undefined' ? undefined : global;
            return isLikeNone(ret) ? 0 : addToExternrefTable0(ret);
        },
        __wbg_static_accessor_SELF_53bb20457401453d: function() {
            const ret = typeof self === 'undefined' ? undefined : self;
            return isLikeNone(ret) ? 0 : addToExternrefTable0(ret);
        },
        __wbg_static_accessor_WINDOW_b5e0810bfecb7feb: function() {
            const ret = typeof window === 'undefined' ? undefined : window;
            return isLikeNone(ret) ? 0 : addToExternrefTable0(ret);
        },
        __wbg_then_656f253a5dd7d8ea: function(arg0, arg1, arg2) {
            const ret = arg0.then(arg1, arg2);
            return ret;
        },
        __wbg_then_e3f7f2d365708be8: function(arg0, arg1) {
            const ret = arg0.then(arg1);
            return ret;
        },
        __wbg_warn_8e57c4b8efa8dea7: function() { return handleError(function (arg0, arg1) {
            globalThis.console.warn(getStringFromWasm0(arg0, arg1));
        }, arguments); },
        __wbindgen_generic_0000000000000001: function(arg0, arg1) {
            // Cast intrinsic for `Closure(Closure { owned: true, function: Function { arguments: [Externref], shim_idx: 47, ret: Unit, inner_ret: Some(Unit) }, mutable: false }) -> Externref`.
            const ret = makeClosure(arg0, arg1, wasm_bindgen__convert__closures_____invoke__h31d7aee19fb1dc7e);
            return ret;
        },
        __wbindgen_generic_0000000000000002: function(arg0, arg1) {
            // Cast intrinsic for `Closure(Closure { owned: true, function: Function { arguments: [Externref], shim_idx: 61, ret: Result(Unit), inner_ret: Some(Result(Unit)) }, mutable: true }) -> Externref`.
            const ret = makeMutClosure(arg0, arg1, wasm_bindgen__convert__closures_____invoke__h11ae70c7e706f8b6);
            return ret;
        },
        __wbindgen_generic_0000000000000003: function(arg0, arg1) {
            // Cast intrinsic for `Closure(Closure { owned: true, function: Function { arguments: [], shim_idx: 39, ret: Unit, inner_ret: Some(Unit) }, mutable: true }) -> Externref`.
            const ret = makeMutClosure(arg0, arg1, wasm_bindgen__convert__closures_____invoke__ha0379ca8a2b9e998);
            return ret;
        },
        __wbindgen_generic_0000000000000004: function(arg0, arg1) {
            // Cast intrinsic for `Closure(Closure { owned: true, function: Function { arguments: [], shim_idx: 45, ret: Unit, inner_ret: Some(Unit) }, mutable: false }) -> Externref`.
            const ret = makeClosure(arg0, arg1, wasm_bindgen__convert__closures_____invoke__h5e7eff31dc551987);
            return ret;
        },
        __wbindgen_generic_0000000000000005: function(arg0) {
            // Cast intrinsic for `F64 -> Externref`.
            const ret = arg0;
            return ret;
        },
        __wbindgen_generic_0000000000000006: function(arg0, arg1) {
            // Cast intrinsic for `Ref(String) -> Externref`.
            const ret = getStringFromWasm0(arg0, arg1);
            return ret;
        },
        __wbindgen_init_externref_table: function() {
            const table = wasm.__wbindgen_externrefs;
            table.set(0, undefined);
            table.set(1024, undefined);
            table.set(1025, null);
            table.set(1026, true);
            table.set(1027, false);
        },
    };
    return {
        __proto__: null,
        "./aimdb_wasm_bg.js": import0,
    };
}

function wasm_bindgen__convert__closures_____invoke__ha0379ca8a2b9e998(arg0, arg1) {
    wasm.wasm_bindgen__convert__closures_____invoke__ha0379ca8a2b9e998(arg0, arg1);
}

function wasm_bindgen__convert__closures_____invoke__h5e7eff31dc551987(arg0, arg1) {
    wasm.wasm_bindgen__convert__closures_____invoke__h5e7eff31dc551987(arg0, arg1);
}

function wasm_bindgen__convert__closures_____invoke__h31d7aee19fb1dc7e(arg0, arg1, arg2) {
    wasm.wasm_bindgen__convert__closures_____invoke__h31d7aee19fb1dc7e(arg0, arg1, arg2);
}

function wasm_bindgen__convert__closures_____invoke__h11ae70c7e706f8b6(arg0, arg1, arg2) {
    const ret = wasm.wasm_bindgen__convert__closures_____invoke__h11ae70c7e706f8b6(arg0, arg1, arg2);
    if (ret[1]) {
        throw takeFromExternrefTable0(ret[0]);
    }
}

const WasmDbFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_wasmdb_free(ptr, 1));
const WsBridgeFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_wsbridge_free(ptr, 1));

function addToExternrefTable0(obj) {
    const idx = wasm.__externref_table_alloc();
    wasm.__wbindgen_externrefs.set(idx, obj);
    return idx;
}

function _assertClass(instance, klass) {
    if (!(instance instanceof klass)) {
        throw new Error(`expected instance of ${klass.name}`);
    }
}

const CLOSURE_DTORS = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(state => wasm.__wbindgen_destroy_closure(state.a, state.b));

function getArrayJsValueFromWasm0(ptr, len) {
    ptr = ptr >>> 0;
    const mem = getDataViewMemory0();
    const result = [];
    for (let i = ptr; i < ptr + 4 * len; i += 4) {
        result.push(wasm.__wbindgen_externrefs.get(mem.getUint32(i, true)));
    }
    wasm.__externref_drop_slice(ptr, len);
    return result;
}

let cachedDataViewMemory0 = null;
function getDataViewMemory0() {
    if (cachedDataViewMemory0 === null || cachedDataViewMemory0.buffer.detached === true || (cachedDataViewMemory0.buffer.detached === undefined && cachedDataViewMemory0.buffer !== wasm.memory.buffer)) {
        cachedDataViewMemory0 = new DataView(wasm.memory.buffer);
    }
    return cachedDataViewMemory0;
}

function getStringFromWasm0(ptr, len) {
    ptr = ptr >>> 0;
    return decodeText(getUint8ArrayMemory0().subarray(ptr, ptr + len));
}

let cachedUint8ArrayMemory0 = null;
function getUint8ArrayMemory0() {
    if (cachedUint8ArrayMemory0 === null || cachedUint8ArrayMemory0.byteLength === 0) {
        cachedUint8ArrayMemory0 = new Uint8Array(wasm.memory.buffer);
    }
    return cachedUint8ArrayMemory0;
}

function handleError(f, args) {
    try {
        return f.apply(this, args);
    } catch (e) {
        const idx = addToExternrefTable0(e);
        wasm.__wbindgen_exn_store(idx);
    }
}

function isLikeNone(x) {
    return x === undefined || x === null;
}

function makeClosure(arg0, arg1, f) {
    const state = { a: arg0, b: arg1, cnt: 1 };
    const real = (...args) => {

        // First up with a closure we increment the internal reference
        // count. This ensures that the Rust closure environment won't
        // be deallocated while we're invoking it.
        state.cnt++;
        try {
            return f(state.a, state.b, ...args);
        } finally {
            real._wbg_cb_unref();
        }
    };
    real._wbg_cb_unref = () => {
        if (--state.cnt === 0) {
            wasm.__wbindgen_destroy_closure(state.a, state.b);
            state.a = 0;
            CLOSURE_DTORS.unregister(state);
        }
    };
    CLOSURE_DTORS.register(real, state, state);
    return real;
}

function makeMutClosure(arg0, arg1, f) {
    const state = { a: arg0, b: arg1, cnt: 1 };
    const real = (...args) => {

        // First up with a closure we increment the internal reference
        // count. This ensures that the Rust closure environment won't
        // be deallocated while we're invoking it.
        state.cnt++;
        const a = state.a;
        state.a = 0;
        try {
            return f(a, state.b, ...args);
        } finally {
            state.a = a;
            real._wbg_cb_unref();
        }
    };
    real._wbg_cb_unref = () => {
        if (--state.cnt === 0) {
            wasm.__wbindgen_destroy_closure(state.a, state.b);
            state.a = 0;
            CLOSURE_DTORS.unregister(state);
        }
    };
    CLOSURE_DTORS.register(real, state, state);
    return real;
}

function passStringToWasm0(arg, malloc, realloc) {
    if (realloc === undefined) {
        const buf = cachedTextEncoder.encode(arg);
        const ptr = malloc(buf.length, 1) >>> 0;
        getUint8ArrayMemory0().subarray(ptr, ptr + buf.length).set(buf);
        WASM_VECTOR_LEN = buf.length;
        return ptr;
    }

    let len = arg.length;
    let ptr = malloc(len, 1) >>> 0;

    const mem = getUint8ArrayMemory0();

    let offset = 0;

    for (; offset < len; offset++) {
        const code = arg.charCodeAt(offset);
        if (code > 0x7F) break;
        mem[ptr + offset] = code;
    }
    if (offset !== len) {
        if (offset !== 0) {
            arg = arg.slice(offset);
        }
        ptr = realloc(ptr, len, len = offset + arg.length * 3, 1) >>> 0;
        const view = getUint8ArrayMemory0().subarray(ptr + offset, ptr + len);
        const ret = cachedTextEncoder.encodeInto(arg, view);

        offset += ret.written;
        ptr = realloc(ptr, len, offset, 1) >>> 0;
    }

    WASM_VECTOR_LEN = offset;
    return ptr;
}

function takeFromExternrefTable0(idx) {
    const value = wasm.__wbindgen_externrefs.get(idx);
    wasm.__externref_table_dealloc(idx);
    return value;
}

let cachedTextDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
cachedTextDecoder.decode();
const MAX_SAFARI_DECODE_BYTES = 2146435072;
let numBytesDecoded = 0;
function decodeText(bytes) {
    numBytesDecoded += bytes.length;
    if (numBytesDecoded >= MAX_SAFARI_DECODE_BYTES) {
        cachedTextDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
        cachedTextDecoder.decode();
        numBytesDecoded = bytes.length;
    }
    return cachedTextDecoder.decode(bytes);
}

const cachedTextEncoder = new TextEncoder();

if (!('encodeInto' in cachedTextEncoder)) {
    cachedTextEncoder.encodeInto = function (arg, view) {
        const buf = cachedTextEncoder.encode(arg);
        view.set(buf);
        return {
            read: arg.length,
            written: buf.length
        };
    };
}

let WASM_VECTOR_LEN = 0;

let wasmModule, wasmInstance, wasm;
function __wbg_finalize_init(instance, module) {
    wasmInstance = instance;
    wasm = instance.exports;
    wasmModule = module;
    cachedDataViewMemory0 = null;
    cachedUint8ArrayMemory0 = null;
    wasm.__wbindgen_start();
    return wasm;
}

async function __wbg_load(module, imports) {
    if (typeof Response === 'function' && module instanceof Response) {
        if (!module.ok) {
            throw new Error(`failed to fetch Wasm: ${module.status} ${module.statusText} fetching '${module.url}'`);
        }

        if (typeof WebAssembly.instantiateStreaming === 'function') {
            try {
                return await WebAssembly.instantiateStreaming(module, imports);
            } catch (e) {
                const validResponse = expectedResponseType(module.type);

                if (validResponse && module.headers.get('Content-Type') !== 'application/wasm') {
                    console.warn("`WebAssembly.instantiateStreaming` failed because your server does not serve Wasm with `application/wasm` MIME type. Falling back to `WebAssembly.instantiate` which is slower. Original error:\n", e);

                } else { throw e; }
            }
        }

        const bytes = await module.arrayBuffer();
        return await WebAssembly.instantiate(bytes, imports);
    } else {
        const instance = await WebAssembly.instantiate(module, imports);

        if (instance instanceof WebAssembly.Instance) {
            return { instance, module };
        } else {
            return instance;
        }
    }

    function expectedResponseType(type) {
        switch (type) {
            case 'basic': case 'cors': case 'default': return true;
        }
        return false;
    }
}

function initSync(module) {
    if (wasm !== undefined) return wasm;


    if (module !== undefined) {
        if (Object.getPrototypeOf(module) === Object.prototype) {
            ({module} = module)
        } else {
            console.warn('using deprecated parameters for `initSync()`; pass a single object instead')
        }
    }

    const imports = __wbg_get_imports();
    if (!(module instanceof WebAssembly.Module)) {
        module = new WebAssembly.Module(module);
    }
    const instance = new WebAssembly.Instance(module, imports);
    return __wbg_finalize_init(instance, module);
}

let __wbg_init_promise;
async function __wbg_init(module_or_path) {
    if (wasm !== undefined) return wasm;
    if (__wbg_init_promise === undefined) {
        __wbg_init_promise = __wbg_init_once(module_or_path);
        __wbg_init_promise.catch(() => { __wbg_init_promise = undefined; });
    }
    return __wbg_init_promise;
}

async function __wbg_init_once(module_or_path) {

    if (module_or_path !== undefined) {
        if (Object.getPrototypeOf(module_or_path) === Object.prototype) {
            ({module_or_path} = module_or_path)
        } else {
            console.warn('using deprecated parameters for the initialization function; pass a single object instead')
        }
    }

    if (module_or_path === undefined) {
        module_or_path = new URL('aimdb_wasm_bg.wasm', import.meta.url);
    }
    const imports = __wbg_get_imports();

    if (typeof module_or_path === 'string' || (typeof Request === 'function' && module_or_path instanceof Request) || (typeof URL === 'function' && module_or_path instanceof URL)) {
        module_or_path = fetch(module_or_path);
    }

    const { instance, module } = await __wbg_load(await module_or_path, imports);

    return __wbg_finalize_init(instance, module);
}

export { initSync, __wbg_init as default };
