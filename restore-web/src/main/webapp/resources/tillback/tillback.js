/* Every instant in the viewer's own zone beside UTC; and a calm answer when the server or the session is gone. */
(function () {
    'use strict';

    var zone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
    var clock = new Intl.DateTimeFormat('en-GB', {
        day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short'
    });
    var relative = new Intl.RelativeTimeFormat('en', {numeric: 'auto', style: 'short'});
    var steps = [['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]];

    function ago(instant) {
        var seconds = (instant.getTime() - Date.now()) / 1000;
        var step = steps.find(function (s) { return Math.abs(seconds) >= s[1]; }) || steps[3];
        return relative.format(Math.trunc(seconds / step[1]), step[0]);
    }

    function enhance(root) {
        root.querySelectorAll('time.moment:not([data-zone])').forEach(function (time) {
            var instant = new Date(time.getAttribute('datetime'));
            var local = document.createElement('span');
            local.className = 'local';
            local.textContent = clock.format(instant) + ' · ' + ago(instant);
            time.setAttribute('data-zone', zone);
            time.appendChild(local);
        });
    }

    /* On a telephone each row becomes a card, its cells named by their column. */
    function label(root) {
        root.querySelectorAll('table.list:not(.diff)').forEach(function (table) {
            var names = Array.from(table.querySelectorAll('thead th'), function (th) {
                return th.querySelector('.sr') ? '' : th.textContent.trim();
            });
            table.querySelectorAll('tbody tr').forEach(function (row) {
                Array.from(row.cells).forEach(function (cell, i) { cell.setAttribute('data-label', names[i] || ''); });
            });
        });
    }

    function ready() {
        label(document);
        enhance(document);
        document.querySelectorAll('#zone').forEach(function (foot) {
            foot.textContent = ' and in your zone, ' + zone.replace(/_/g, ' ') + '.';
        });
        new MutationObserver(function () { enhance(document); label(document); })
            .observe(document.body, {childList: true, subtree: true});
        if (!window.jQuery) {
            return;
        }
        window.jQuery(document).on('pfAjaxSuccess', function () { offline(false); });
        window.jQuery(document).on('pfAjaxError', function (event, xhr) {
            var type = (xhr && xhr.getResponseHeader && xhr.getResponseHeader('Content-Type')) || '';
            if (xhr && xhr.status >= 200 && xhr.status < 500 && type.indexOf('html') >= 0) {
                window.location.reload();
                return;
            }
            offline(true);
        });
    }

    /* Going back must not show a button for what was done meanwhile. */
    window.addEventListener('pageshow', function (event) {
        var navigation = performance.getEntriesByType('navigation')[0];
        if (event.persisted || (navigation && navigation.type === 'back_forward')) {
            window.location.reload();
        }
    });

    function offline(is) {
        var bar = document.getElementById('offline');
        if (bar) {
            bar.hidden = !is;
        }
    }

    if (document.readyState === 'loading') {
        document.addEventListener('DOMContentLoaded', ready);
    } else {
        ready();
    }
})();
